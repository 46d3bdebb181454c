package io.github.leaderkit.simulation;

import java.util.IdentityHashMap;
import java.util.Map;

/**
 * I12: work that is inside when its leadership ends is told to end.
 */
final class Cancellation implements Invariant {

	static final String NAME = "I12 cancellation";

	private static final long SOON = 100_000_000;

	/** In which the next check comes, on a clock that may be slow. */
	private static final long CHECK = 1_000_000_000L * 13 / 12;

	private final Map<Work, Long> endedAt = new IdentityHashMap<>();

	@Override
	public void looked(Simulation run) {
		for (Member member : run.members()) {
			if (member.isAwake()) {
				member.work().forEach((work) -> look(run, member, work));
			}
		}
	}

	/**
	 * Nothing wakes an election at the moment at which a wall clock that was set forward
	 * reaches the end of the lease.
	 */
	private void look(Simulation run, Member member, Work work) {
		if (work.term() == member.leading() || work.cancelled().get()) {
			return;
		}
		long disturbedUntil = Math.max(member.disturbedUntil(), member.timersLateUntil());
		long since = Math.max(this.endedAt.computeIfAbsent(work, (key) -> run.now()), disturbedUntil);
		if (run.now() - since > SOON + (run.cell().has(FaultKind.WALL_STEP) ? CHECK : 0)) {
			work.cancelled().set(true);
			run.violated(NAME, "work of term %d is inside %s and was not told to end", work.term(), member);
		}
	}

	@Override
	public void leaving(Simulation run, Member member, Work work) {
		this.endedAt.remove(work);
	}

}
