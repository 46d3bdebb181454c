package io.github.leaderkit.chaos.check;

import java.util.List;
import java.util.function.Predicate;

import io.github.leaderkit.LeadershipEvent.FireMissed.Cause;

/**
 * How often what became of planned times, in one arena or in several.
 *
 * @param runs how many attempts began
 * @param again how many of them were not the first one
 * @param coalesced for how many other planned times the first ones stood
 * @param late how many were given up as too late
 * @param inDoubt how many were given up since they may have been run
 * @param interrupted how many interrupted runs were reported
 * @param lost how many reports were lost with their process
 * @param twice how many were run twice
 * @param unaccounted for how many nobody accounts
 * @param twiceAfterLoss how many were run twice where data was lost
 * @param unaccountedAfterLoss for how many nobody accounts where data was lost
 */
public record FireFigures(long runs, long again, long coalesced, long late, long inDoubt, long interrupted, long lost,
		long twice, long unaccounted, long twiceAfterLoss, long unaccountedAfterLoss) {

	static FireFigures of(History history) {
		List<FireTrace> traces = history.scheduled()
			.stream()
			.flatMap((election) -> history.fires(election).stream())
			.toList();
		List<Violation> twice = FiresOnce.find(history);
		List<Violation> unaccounted = FiresAccounted.find(history);
		Predicate<FireTrace> first = (trace) -> trace.isRun() && trace.detail() == 1;
		return new FireFigures(traces.stream().filter(FireTrace::isRun).count(),
				traces.stream().filter((trace) -> trace.isRun() && trace.detail() > 1).count(),
				traces.stream().filter(first).mapToLong((trace) -> trace.count() - 1).sum(),
				missed(traces, Cause.TOO_LATE), missed(traces, Cause.IN_DOUBT),
				traces.stream().filter(FireTrace::isInterruption).count(),
				history.ledgers().stream().mapToLong(FireLedger::lostWithProcess).sum(),
				twice.size() - afterLoss(history, twice), unaccounted.size() - afterLoss(history, unaccounted),
				afterLoss(history, twice), afterLoss(history, unaccounted));
	}

	private static long missed(List<FireTrace> traces, Cause cause) {
		return traces.stream().filter((trace) -> trace.isMissed(cause)).mapToLong(FireTrace::count).sum();
	}

	private static long afterLoss(History history, List<Violation> violations) {
		return violations.stream().filter(history::mayHaveLostData).count();
	}

	/**
	 * These and others.
	 * @param other the others
	 * @return the sums
	 */
	public FireFigures plus(FireFigures other) {
		return new FireFigures(this.runs + other.runs, this.again + other.again, this.coalesced + other.coalesced,
				this.late + other.late, this.inDoubt + other.inDoubt, this.interrupted + other.interrupted,
				this.lost + other.lost, this.twice + other.twice, this.unaccounted + other.unaccounted,
				this.twiceAfterLoss + other.twiceAfterLoss, this.unaccountedAfterLoss + other.unaccountedAfterLoss);
	}

	/**
	 * All of them.
	 * @return a line of names and figures
	 */
	@Override
	public String toString() {
		return ("runs=%d again=%d coalesced=%d missed=%d in-doubt=%d interrupted=%d reports-lost=%d"
				+ " twice=%d unaccounted=%d after-data-loss-twice=%d after-data-loss-unaccounted=%d")
			.formatted(this.runs, this.again, this.coalesced, this.late, this.inDoubt, this.interrupted, this.lost,
					this.twice, this.unaccounted, this.twiceAfterLoss, this.unaccountedAfterLoss);
	}

}
