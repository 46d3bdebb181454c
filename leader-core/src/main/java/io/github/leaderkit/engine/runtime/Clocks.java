package io.github.leaderkit.engine.runtime;

import io.github.leaderkit.engine.decision.Moment;

/**
 * The two local clocks.
 */
public interface Clocks {

	/**
	 * The monotonic clock.
	 * @return nanoseconds; only differences mean anything
	 */
	long nanoTime();

	/**
	 * The wall clock.
	 * @return milliseconds since the epoch
	 */
	long currentTimeMillis();

	/**
	 * Reads both clocks.
	 * @return now
	 */
	default Moment now() {
		return new Moment(nanoTime(), currentTimeMillis());
	}

}
