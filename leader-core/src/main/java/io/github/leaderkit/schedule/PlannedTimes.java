package io.github.leaderkit.schedule;

import java.util.OptionalLong;

/**
 * The planned times of a schedule from some moment on, in rising order.
 */
sealed interface PlannedTimes permits CronTimes, RateTimes, SingleTime {

	/**
	 * The first planned time of all, or {@link Recurrence#NEVER}.
	 */
	long first();

	/**
	 * The first planned time after a moment, or {@link Recurrence#NEVER}.
	 */
	long next(long after);

	/**
	 * The latest planned time at or before a moment.
	 */
	OptionalLong latest(long limit);

	/**
	 * How many planned times are after one moment, and at or before another.
	 */
	FireCount count(long after, long until);

}
