package io.github.leaderkit.chaos.check;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * F5: while one process leads, its schedule does something within a bound. Not where the
 * clock of Redis was set back: then a schedule waits until its last fire is past.
 */
final class SchedulesGoOn implements Invariant {

	private static final String CLOCK_BACK = "redis-clock-back";

	private final long boundNanos;

	/**
	 * Creates the invariant.
	 * @param boundNanos the bound
	 */
	SchedulesGoOn(long boundNanos) {
		this.boundNanos = boundNanos;
	}

	@Override
	public List<Violation> check(History history) {
		List<Violation> violations = new ArrayList<>();
		if (history.faults().stream().noneMatch((fault) -> fault.family().contains(CLOCK_BACK))) {
			history.leaderships()
				.stream()
				.filter((leadership) -> leadership.wasSeen() && history.scheduled().contains(leadership.election()))
				.forEach((leadership) -> check(history, leadership, violations));
		}
		return violations;
	}

	private void check(History history, ObservedLeadership leadership, List<Violation> violations) {
		long since = leadership.firstReturn();
		long[] signs = history.fires(leadership.election())
			.stream()
			.filter((trace) -> trace.process() == leadership.process())
			.flatMapToLong((trace) -> LongStream.of(trace.at(), trace.ended()))
			.filter((time) -> time > leadership.firstReturn() && time < leadership.lastCall())
			.sorted()
			.toArray();
		for (long sign : LongStream.concat(LongStream.of(signs), LongStream.of(leadership.lastCall())).toArray()) {
			if (sign - since > this.boundNanos) {
				violations.add(new Violation(Violation.Kind.STILL, leadership.election(), since, sign,
						leadership + ": its schedule did nothing"));
			}
			since = sign;
		}
	}

}
