package io.github.leaderkit.chaos.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import io.github.leaderkit.chaos.worker.ScheduledWork;
import org.jspecify.annotations.Nullable;

/**
 * What became of each planned time of the schedule of one election.
 *
 * <p>
 * Nothing is owed before the first time that is accounted for: then the schedule was not
 * enrolled. Nor is anything after the last fire that the record knows: nobody has led
 * since. A time between two others that has neither a run nor a report is one that the
 * record knows all the same, since the next run names what the record held. So it was
 * claimed or given up, and its run or report may have been lost with the process.
 */
final class FireLedger {

	private static final String NOTHING = "is neither run, nor stood for, nor reported";

	private static final String OPEN = "began to run, and neither ended nor was reported";

	private final History history;

	private final int election;

	private final TreeMap<Long, FireTrace> accounted = new TreeMap<>();

	private final List<Violation> unaccounted = new ArrayList<>();

	private int lostWithProcess;

	/**
	 * Creates the ledger.
	 * @param history what was seen
	 * @param election the number of the election
	 */
	FireLedger(History history, int election) {
		this.history = history;
		this.election = election;
		List<FireTrace> traces = history.fires(election);
		traces.forEach(this::enter);
		if (!this.accounted.isEmpty()) {
			lookForGaps(history.lastFireLeft(election));
			traces.stream().filter((trace) -> trace.isRun() && trace.ended() == 0).forEach(this::lookForReport);
		}
	}

	private void enter(FireTrace trace) {
		for (long time = trace.planned(); time > trace.after(); time -= ScheduledWork.PERIOD_MILLIS) {
			this.accounted.merge(time, trace, (one, other) -> (one.at() < other.at()) ? one : other);
		}
	}

	private void lookForGaps(@Nullable FireLeft left) {
		long last = this.accounted.lastKey();
		if (left != null) {
			last = Math.max(last, left.planned());
		}
		for (long time = this.accounted.firstKey(); time <= last; time += ScheduledWork.PERIOD_MILLIS) {
			if (!this.accounted.containsKey(time)) {
				Map.Entry<Long, FireTrace> next = this.accounted.higherEntry(time);
				long until = (next != null) ? next.getValue().at() : ((left != null) ? left.at() : 0);
				Map.Entry<Long, FireTrace> before = Objects.requireNonNull(this.accounted.lowerEntry(time));
				add(time, NOTHING, before.getValue().at(), until, 0);
			}
		}
	}

	/**
	 * A run that its process did not end is to be reported, or run again, before the next
	 * fire is claimed.
	 */
	private void lookForReport(FireTrace run) {
		Map.Entry<Long, FireTrace> next = this.accounted.higherEntry(run.planned());
		boolean reported = this.history.fires(this.election)
			.stream()
			.anyMatch((trace) -> trace.planned() == run.planned()
					&& (trace.isInterruption() || (trace.isRun() && trace.detail() > run.detail())));
		if (next != null && !reported) {
			add(run.planned(), OPEN, run.at(), next.getValue().at(), run.process());
		}
	}

	/**
	 * Adds a planned time for which nobody accounts.
	 * @param process the process that is known to have died with the run; the report was
	 * that of another
	 */
	private void add(long time, String what, long one, long other, int process) {
		long from = Math.min(one, other);
		long to = Math.max(one, other);
		Violation violation = new Violation(Violation.Kind.UNACCOUNTED, this.election, from, to,
				"the planned time " + time + " " + what);
		if (!this.history.mayHaveLostData(violation) && this.history.diedWithReport(this.election, process, from, to)) {
			this.lostWithProcess++;
		}
		else {
			this.unaccounted.add(violation);
		}
	}

	/**
	 * The planned times for which nobody accounts.
	 */
	List<Violation> unaccounted() {
		return this.unaccounted;
	}

	/**
	 * For how many planned times the report was lost since the process died before it was
	 * published.
	 */
	int lostWithProcess() {
		return this.lostWithProcess;
	}

}
