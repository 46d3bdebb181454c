package io.github.leaderkit.schedule;

import java.util.OptionalLong;

/**
 * One planned time. What comes after it is not known yet.
 *
 * @param first that time
 */
record SingleTime(long first) implements PlannedTimes {

	@Override
	public long next(long after) {
		return (this.first > after) ? this.first : Recurrence.NEVER;
	}

	@Override
	public OptionalLong latest(long limit) {
		return (this.first <= limit) ? OptionalLong.of(this.first) : OptionalLong.empty();
	}

	@Override
	public FireCount count(long after, long until) {
		return FireCount.of((this.first > after && this.first <= until) ? 1 : 0);
	}

}
