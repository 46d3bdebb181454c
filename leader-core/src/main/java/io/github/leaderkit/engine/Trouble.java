package io.github.leaderkit.engine;

import io.github.leaderkit.ErrorKind;
import org.jspecify.annotations.Nullable;

/**
 * The run of failures that an election is in.
 *
 * @param failures failures in a row
 * @param kind the kind of the last of them, {@code null} if there is none
 * @param late whether the last reply was that a request came too late
 */
record Trouble(int failures, @Nullable ErrorKind kind, boolean late) {

	static final Trouble NONE = new Trouble(0, null, false);

	Trouble failed(ErrorKind failure) {
		return new Trouble(this.failures + 1, failure, false);
	}

	Trouble cameLate() {
		return new Trouble(this.failures, this.kind, true);
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
