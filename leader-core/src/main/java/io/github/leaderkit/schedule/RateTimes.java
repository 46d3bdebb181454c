package io.github.leaderkit.schedule;

import java.util.OptionalLong;

/**
 * Planned times at equal distances. They are computed, never walked.
 *
 * @param first the first one
 * @param rate the distance
 */
record RateTimes(long first, long rate) implements PlannedTimes {

	@Override
	public long next(long after) {
		return (after < this.first) ? this.first : this.first + until(after) * this.rate;
	}

	@Override
	public OptionalLong latest(long limit) {
		return (limit < this.first) ? OptionalLong.empty()
				: OptionalLong.of(this.first + (until(limit) - 1) * this.rate);
	}

	@Override
	public FireCount count(long after, long until) {
		return FireCount.of(Math.max(until(until) - until(after), 0));
	}

	/**
	 * How many there are at or before a moment.
	 */
	private long until(long limit) {
		return (limit < this.first) ? 0 : (limit - this.first) / this.rate + 1;
	}

}
