package io.github.leaderkit.simulation;

import java.util.EnumSet;
import java.util.Set;

import io.github.leaderkit.store.memory.SimulatedRedis;

/**
 * I3: who leads has the lease. Where the store did not lose anything and its clock was
 * not set, the record says so; in any case it names no other.
 */
final class LeaseSoundness implements Invariant {

	static final String NAME = "I3 lease soundness";

	private static final Set<FaultKind> RECORD_MAY_DIFFER = EnumSet.of(FaultKind.RECORD_LOST, FaultKind.EMPTY_RESTART,
			FaultKind.STALE_RESTART, FaultKind.FAILOVER, FaultKind.FAILOVER_AND_BACK, FaultKind.ISOLATED_MASTER,
			FaultKind.CLOCK_FORWARD, FaultKind.SLOW_CALLS_AND_STEP, FaultKind.CLOCK_BACK, FaultKind.REVOKE);

	private boolean told;

	@Override
	public void looked(Simulation run) {
		for (Member member : run.members()) {
			SimulatedRedis server = member.connection().server();
			if (member.leading() == 0 || this.told || server != run.servers().master()) {
				continue;
			}
			String holder = server.holder();
			boolean others = holder != null && !holder.equals(member.node().instance())
					&& (server.term() > member.leading() || !run.cell().hasAny(RECORD_MAY_DIFFER));
			boolean nobodys = holder == null && !run.cell().hasAny(RECORD_MAY_DIFFER);
			if (others || nobodys) {
				this.told = true;
				run.violated(NAME, "%s leads term %d, but the record has owner '%s', term %d", member, member.leading(),
						server.owner(), server.term());
			}
		}
	}

}
