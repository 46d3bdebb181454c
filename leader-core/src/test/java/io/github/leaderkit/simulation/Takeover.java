package io.github.leaderkit.simulation;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

import io.github.leaderkit.store.memory.SimulatedRedis;

/**
 * I8, of crashes: after a crash of the leader another leads within the ttl and half a
 * second. If candidates wait for longer than 0.8 ttl between two attempts, all of them
 * may doubt the end of the lease, and it takes 7/6 ttl more. Who was late may count the
 * lease anew, once.
 */
final class Takeover implements Invariant {

	static final String NAME = "I8 takeover";

	private static final long HALF_A_SECOND = 500_000_000;

	private static final long BOUND = Simulation.TTL.toNanos() + HALF_A_SECOND;

	private static final long WATCHING = Simulation.TTL.toNanos() / 6 * 7;

	private static final Set<FaultKind> CRASHING = EnumSet.of(FaultKind.CRASH, FaultKind.LATE_THREADS);

	private long leaderlessSince = -1;

	/** The term of the last lease that was of no use to anybody. */
	private long wasted;

	private long expiry;

	/** Whether the lease was counted anew since the leader has crashed. */
	private boolean countedAnew;

	@Override
	public void looked(Simulation run) {
		Cell cell = run.cell();
		if (cell.unequal() || cell.mode() != Mode.STANDARD || !CRASHING.containsAll(cell.kinds()) || run.hasMixedTtl()
				|| run.members().stream().anyMatch((member) -> member.leading() != 0)) {
			this.leaderlessSince = -1;
			this.countedAnew = false;
		}
		else if (this.leaderlessSince < 0) {
			this.leaderlessSince = run.now();
			this.expiry = run.servers().master().expiry();
		}
		else if (isWasted(run) || isCountedAnew(run)) {
			this.leaderlessSince = run.now();
		}
		else if (run.now() - this.leaderlessSince > BOUND + (run.hasLongWait() ? WATCHING : 0)
				&& run.members().stream().anyMatch((member) -> isWell(run, member))) {
			run.violated(NAME, "nobody leads for %d ms", (run.now() - this.leaderlessSince) / 1_000_000);
			this.leaderlessSince = run.now();
		}
	}

	/**
	 * Whether it could lead by now: it has run for a while, and its threads were not
	 * late.
	 */
	private boolean isWell(Simulation run, Member member) {
		return member.isAwake() && !member.isStopped() && run.now() - member.createdAt() > HALF_A_SECOND
				&& !isLate(run, member, this.leaderlessSince);
	}

	/**
	 * Whether threads of a process are late, or still wait for a time that they chose
	 * when they were.
	 */
	private static boolean isLate(Simulation run, Member member, long now) {
		Duration ttl = Simulation.TTL;
		Duration waiting = run.hasLongWait() ? ttl.multipliedBy(3) : ttl.multipliedBy(2).dividedBy(3);
		return member.disturbedUntil() > now - waiting.plus(Simulation.LATENESS).toNanos();
	}

	/**
	 * Whether the lease was just granted to one who does not know, since it has crashed
	 * or hears of it too late: then all have to wait for the end of that lease.
	 */
	private boolean isWasted(Simulation run) {
		SimulatedRedis server = run.servers().master();
		String holder = server.holder();
		if (holder == null || server.term() == this.wasted) {
			return false;
		}
		boolean wasted = run.allMembers()
			.stream()
			.filter((member) -> holder.equals(member.node().instance()))
			.anyMatch((member) -> member.isCrashed() || isLate(run, member, run.now()));
		this.wasted = wasted ? server.term() : this.wasted;
		return wasted;
	}

	/**
	 * Whether one whose threads were late counts the lease of the crashed leader anew,
	 * since it was late with renewals of its own, and cannot tell that from a clock that
	 * was set forward.
	 */
	private boolean isCountedAnew(Simulation run) {
		long before = this.expiry;
		this.expiry = run.servers().master().expiry();
		boolean first = !this.countedAnew && this.expiry > before
				&& run.members().stream().anyMatch((member) -> isLate(run, member, run.now()));
		this.countedAnew |= first;
		return first;
	}

}
