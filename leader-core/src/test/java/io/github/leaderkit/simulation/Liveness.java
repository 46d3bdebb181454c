package io.github.leaderkit.simulation;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

import io.github.leaderkit.ElectionSettings;

/**
 * I8: while the store and one process that contends are well, somebody leads before long.
 */
final class Liveness implements Invariant {

	static final String NAME = "I8 liveness";

	private static final Duration DEFERENCE = ElectionSettings.DEFERENCE_STEP
		.multipliedBy(3 * (ElectionSettings.MAXIMUM_RANK + 1));

	/** The clock of the server is another afterwards, or may be. */
	private static final Set<FaultKind> JUMPS = EnumSet.of(FaultKind.CLOCK_FORWARD, FaultKind.SLOW_CALLS_AND_STEP,
			FaultKind.FAILOVER, FaultKind.FAILOVER_AND_BACK, FaultKind.ISOLATED_MASTER);

	private static final long RESIGNATION_PAUSE = Duration.ofSeconds(1).toNanos();

	private long leaderlessSince = -1;

	private boolean told;

	@Override
	public void looked(Simulation run) {
		if (run.members().stream().anyMatch((member) -> member.leading() != 0)) {
			this.leaderlessSince = -1;
			this.told = false;
			return;
		}
		if (this.leaderlessSince < 0) {
			this.leaderlessSince = run.now();
		}
		long since = Math.max(Math.max(this.leaderlessSince, run.disturbedUntil()), lastCountedAnew(run));
		if (this.told || run.now() - since <= bound(run)) {
			return;
		}
		for (Member member : run.members()) {
			boolean contends = member.isAwake() && !member.isStopped() && member.work().isEmpty() && member.mayLead();
			long well = Math.max(member.disturbedUntil(), member.admittedAt());
			if (contends && !this.told && run.now() - Math.max(since, well) > bound(run)) {
				this.told = true;
				run.violated(NAME, "nobody leads for %d ms although %s is well",
						(run.now() - this.leaderlessSince) / 1_000_000, member);
			}
		}
	}

	/**
	 * A candidate that saw the clock of the server jump forward counts the running lease
	 * or quarantine anew with its next attempt that is answered. It makes none before it
	 * may lead, or while it pauses because it has resigned.
	 */
	private static long lastCountedAnew(Simulation run) {
		return run.cell().hasAny(JUMPS) ? run.members().stream().mapToLong(Liveness::goodSince).max().orElse(0) : 0;
	}

	private static long goodSince(Member member) {
		return Math.max(Math.max(member.admittedAt(), member.disturbedUntil()), member.leftAt() + RESIGNATION_PAUSE);
	}

	/**
	 * A lease that has to end, a quarantine after it, an attempt that had to wait, a
	 * drain, and the pause of who resigned; strict candidates watch for a while, and
	 * unequal ones let others go first.
	 */
	private static long bound(Simulation run) {
		Duration ttl = run.hasMixedTtl() ? Simulation.TTL.multipliedBy(2) : Simulation.TTL;
		Duration hold = ttl.multipliedBy(7).dividedBy(6);
		Duration wait = run.hasLongWait() ? ttl.multipliedBy(3) : ttl.multipliedBy(2).dividedBy(3);
		Duration bound = hold.plus(wait).plus(hold).plus(Simulation.DRAIN).plus(Duration.ofMillis(1500));
		if (run.cell().unequal()) {
			bound = bound.plus(DEFERENCE);
		}
		return ((run.cell().mode() == Mode.STRICT) ? bound.plus(hold) : bound).toNanos();
	}

}
