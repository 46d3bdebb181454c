package io.github.leaderkit.simulation;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * I9: when an election has stopped, and its last command has had its time, it holds no
 * lease.
 */
final class StopIsFinal implements Invariant {

	static final String NAME = "I9 stop";

	private static final long LAST_COMMAND = Simulation.TTL.toNanos() / 2;

	private static final long BEFORE = 2 * Simulation.TTL.toNanos();

	private static final Set<FaultKind> REQUESTS_ARRIVE = EnumSet.of(FaultKind.STOP_AND_START, FaultKind.RESIGN,
			FaultKind.LOST_REPLIES, FaultKind.SLOW_NETWORK, FaultKind.SERVER_PAUSE);

	/**
	 * Work that is inside protects what is left of a lost lease; old data may name
	 * anybody.
	 */
	private static final Set<FaultKind> RECORD_MAY_STAY = EnumSet.of(FaultKind.WORK, FaultKind.STALE_RESTART,
			FaultKind.FAILOVER, FaultKind.FAILOVER_AND_BACK, FaultKind.ISOLATED_MASTER);

	private final Map<Member, Stop> stops = new HashMap<>();

	@Override
	public void stopped(Simulation run, Member member, String instance) {
		long disturbed = Math.max(member.disturbedUntil(), run.disturbedUntil());
		boolean arrives = disturbed < run.now() - BEFORE || REQUESTS_ARRIVE.containsAll(run.cell().kinds());
		if (arrives && !run.cell().hasAny(RECORD_MAY_STAY)) {
			this.stops.put(member, new Stop(Math.max(run.now(), run.disturbedUntil()) + LAST_COMMAND, instance));
		}
	}

	@Override
	public void looked(Simulation run) {
		if (this.stops.isEmpty()) {
			return;
		}
		for (Member member : run.members()) {
			Stop stop = this.stops.get(member);
			if (stop == null || run.now() <= stop.checkAt()) {
				continue;
			}
			if (run.disturbedUntil() > stop.checkAt()) {
				// Say the server pauses again before it has run its last command
				this.stops.put(member, new Stop(run.disturbedUntil() + LAST_COMMAND, stop.instance()));
			}
			else {
				this.stops.remove(member);
				check(run, member, stop);
			}
		}
	}

	private static void check(Simulation run, Member member, Stop stop) {
		@Nullable String holder = member.connection().server().holder();
		if (stop.instance().equals(holder)) {
			run.violated(NAME, "%s has stopped and holds the lease", member);
		}
	}

	/**
	 * What has stopped and when it is to be looked after.
	 */
	private record Stop(long checkAt, String instance) {
	}

}
