package io.github.leaderkit.schedule;

/**
 * Fires a certain time after the end of the run before.
 *
 * @param delay from the end of a run until the next fire
 * @param initialDelay from when the schedule is first seen until the first fire
 */
record FixedDelay(long delay, long initialDelay) implements Recurrence {

	FixedDelay {
		RecurrenceFormat.checkMillis("The delay", 1, delay);
		RecurrenceFormat.checkMillis("The initial delay", 0, initialDelay);
	}

	@Override
	public String text() {
		return RecurrenceFormat.delay(this.delay, this.initialDelay);
	}

	/**
	 * One time at most: the next one depends on when the run of this one ends. Nothing is
	 * owed before the schedule began, so a time that would be before comes then. Planned
	 * times rise even if the clock of the store went back during a run: what shows that a
	 * fire was claimed is that it is not after the last one.
	 */
	@Override
	public PlannedTimes unclaimed(Progress progress) {
		if (!progress.hasFired()) {
			return new SingleTime(progress.since() + this.initialDelay);
		}
		long next = Math.max(progress.end() + this.delay, progress.since());
		return new SingleTime(Math.max(next, progress.last() + 1));
	}

}
