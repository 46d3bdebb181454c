package io.github.leaderkit.schedule;

/**
 * Fires at equal distances, however long runs take.
 *
 * @param rate the distance
 * @param initialDelay from when the schedule is first seen until the first fire
 */
record FixedRate(long rate, long initialDelay) implements Recurrence {

	FixedRate {
		RecurrenceFormat.checkMillis("The rate", 1, rate);
		RecurrenceFormat.checkMillis("The initial delay", 0, initialDelay);
	}

	@Override
	public String text() {
		return RecurrenceFormat.rate(this.rate, this.initialDelay);
	}

	/**
	 * The grid goes on from the last planned time, not from when that was run, so that it
	 * does not drift. The initial delay counts at first sight only: a leader that takes
	 * over must not begin the schedule anew. Of the grid, nothing before the schedule
	 * began is owed.
	 */
	@Override
	public PlannedTimes unclaimed(Progress progress) {
		if (!progress.hasFired()) {
			return new RateTimes(progress.since() + this.initialDelay, this.rate);
		}
		RateTimes grid = new RateTimes(progress.last() + this.rate, this.rate);
		return new RateTimes(grid.next(progress.since() - 1), this.rate);
	}

}
