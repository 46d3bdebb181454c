package io.github.leaderkit.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/**
 * What is to come of a cron, for warnings about it.
 *
 * @param clockChanges the planned times of the next year that a change of the clocks
 * skips or repeats, as texts
 * @param longestInterval the longest time between two of the next planned times
 */
public record CronForecast(List<String> clockChanges, Duration longestInterval) {

	/** Enough for the weekend of a working day, and for the months of a year. */
	private static final int INTERVALS = 100;

	/**
	 * Looks ahead.
	 * @param expression the cron expression
	 * @param zone its zone
	 * @param from the moment from which on
	 * @return the forecast
	 * @throws IllegalArgumentException if the expression cannot be read
	 */
	public static CronForecast of(String expression, ZoneId zone, Instant from) {
		CronRecurrence cron = new CronRecurrence(expression, zone);
		List<String> changes = ClockChange.within(cron, from.toEpochMilli())
			.stream()
			.map((change) -> change.time()
					+ ((change.kind() == ClockChange.Kind.SKIPPED) ? " is skipped" : " comes twice"))
			.toList();
		return new CronForecast(changes, longestInterval(new ZonedCron(cron.expression(), cron.zone()), from));
	}

	private static Duration longestInterval(ZonedCron cron, Instant from) {
		long longest = 0;
		long last = cron.next(from.toEpochMilli());
		for (int i = 0; i < INTERVALS && last != Recurrence.NEVER; i++) {
			long next = cron.next(last);
			if (next != Recurrence.NEVER) {
				longest = Math.max(longest, next - last);
			}
			last = next;
		}
		return Duration.ofMillis(longest);
	}

}
