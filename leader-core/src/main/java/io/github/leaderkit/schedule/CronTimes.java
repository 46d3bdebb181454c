package io.github.leaderkit.schedule;

import java.util.OptionalLong;

/**
 * The planned times of a cron, at or after a moment.
 *
 * @param cron the cron
 * @param start the moment
 */
record CronTimes(ZonedCron cron, long start) implements PlannedTimes {

	/**
	 * Planned times are whole seconds.
	 */
	private static final long RESOLUTION = 1_000;

	@Override
	public long first() {
		return this.cron.next(this.start - 1);
	}

	@Override
	public long next(long after) {
		return this.cron.next(Math.max(after, this.start - 1));
	}

	/**
	 * A cron cannot be asked backwards. Halving the time in question finds the latest one
	 * in some forty steps, however many there were.
	 */
	@Override
	public OptionalLong latest(long limit) {
		long latest = first();
		if (latest > limit) {
			return OptionalLong.empty();
		}
		long noneAfter = limit;
		while (noneAfter - latest >= RESOLUTION) {
			long middle = latest + (noneAfter - latest) / 2;
			long next = this.cron.next(middle);
			if (next > limit) {
				noneAfter = middle;
			}
			else {
				latest = next;
			}
		}
		return OptionalLong.of(latest);
	}

	@Override
	public FireCount count(long after, long until) {
		int number = 0;
		for (long time = next(after); time <= until && time != Recurrence.NEVER; time = this.cron.next(time)) {
			if (number == FireCount.MOST_COUNTED) {
				return new FireCount(number, false);
			}
			number++;
		}
		return FireCount.of(number);
	}

}
