package io.github.leaderkit.engine.decision;

import io.github.leaderkit.ErrorKind;
import org.jspecify.annotations.Nullable;

/**
 * The failures of an election in a row, and how long to wait after them.
 *
 * @param failures failures in a row
 * @param kind the kind of the last of them, {@code null} if there is none
 * @param late how many attempts or renewals in a row came too late
 */
public record FailureStreak(int failures, @Nullable ErrorKind kind, int late) {

	static final FailureStreak NONE = new FailureStreak(0, null, 0);

	FailureStreak failed(ErrorKind failure) {
		return new FailureStreak(this.failures + 1, failure, 0);
	}

	FailureStreak cameLate() {
		return late(this.late + 1);
	}

	FailureStreak late(int number) {
		return (number != this.late) ? new FailureStreak(this.failures, this.kind, number) : this;
	}

	/**
	 * How long a follower waits after its attempt came too late: hardly at all at first,
	 * since the clock of the store is known now, and longer if that did not help, since
	 * then the way to the store is slow.
	 * @param timing the durations of the election
	 * @param chance a random number in [0, 1)
	 * @return nanoseconds
	 */
	long lateBackOff(Timing timing, double chance) {
		if (this.late <= 1) {
			return Timing.LATE_RETRY;
		}
		long most = Math.min(Timing.LATE_RETRY << Math.min(this.late - 1, 20), timing.pause());
		return (long) (most * (0.75 + chance / 4));
	}

	/**
	 * How long a follower waits until it tries again.
	 * @param timing the durations of the election
	 * @param chance a random number in [0, 1), so that many followers do not come at once
	 * @return nanoseconds
	 */
	long backOff(Timing timing, double chance) {
		if (this.kind == ErrorKind.DENIED || this.kind == ErrorKind.FOREIGN_DATA) {
			return Timing.HELPLESS_RETRY;
		}
		int doublings = Math.min(Math.max(this.failures - 1, 0), 10);
		long most = (this.kind == ErrorKind.WRITES_REFUSED) ? timing.longestRetry()
				: Math.min(timing.retry() << doublings, Math.max(timing.longestRetry(), timing.retry()));
		return (long) (most * (0.75 + chance / 4));
	}

}
