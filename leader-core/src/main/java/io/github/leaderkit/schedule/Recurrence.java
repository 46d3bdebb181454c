package io.github.leaderkit.schedule;

import java.time.ZoneId;

/**
 * When a schedule fires. All times are milliseconds on the clock of the store, and all
 * lengths are milliseconds.
 */
sealed interface Recurrence permits CronRecurrence, FixedRate, FixedDelay, OnTrigger {

	/**
	 * What a time is if it never comes.
	 */
	long NEVER = Long.MAX_VALUE;

	/**
	 * The one text of this schedule. Two schedules have the same text if and only if they
	 * are the same, since instances compare the texts: a different one makes the schedule
	 * begin anew.
	 */
	String text();

	/**
	 * The planned times of this schedule that nobody has claimed or passed.
	 */
	PlannedTimes unclaimed(Progress progress);

	static Recurrence cron(String expression, ZoneId zone) {
		return new CronRecurrence(expression, zone);
	}

	static Recurrence fixedRate(long rate, long initialDelay) {
		return new FixedRate(rate, initialDelay);
	}

	static Recurrence fixedDelay(long delay, long initialDelay) {
		return new FixedDelay(delay, initialDelay);
	}

	/**
	 * Reads what {@link #text()} wrote, and nothing else.
	 */
	static Recurrence parse(String text) {
		return RecurrenceFormat.parse(text);
	}

}
