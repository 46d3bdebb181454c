package io.github.leaderkit.engine.decision;

/**
 * A reading of both local clocks. Two are needed: the monotonic clock stands still while
 * a machine sleeps, and the wall clock can be set.
 *
 * @param nanos the monotonic clock in nanoseconds; only differences mean anything
 * @param wallMillis the wall clock in milliseconds since the epoch
 */
public record Moment(long nanos, long wallMillis) {

	/**
	 * Whether this moment is at or past another on the monotonic clock.
	 * @param otherNanos the other moment
	 * @return whether it is reached
	 */
	public boolean reached(long otherNanos) {
		return this.nanos - otherNanos >= 0;
	}

}
