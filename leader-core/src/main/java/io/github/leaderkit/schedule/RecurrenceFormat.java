package io.github.leaderkit.schedule;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;

/**
 * How a recurrence stands in the record: {@code cron 0 0 3 * * * Europe/Berlin},
 * {@code rate 60000 0} or {@code delay 60000 500}, with the initial delay last, or
 * {@code trigger}.
 */
final class RecurrenceFormat {

	/**
	 * The longest text that leaves room for the other fields of an entry.
	 */
	static final int MAXIMUM_BYTES = 100;

	private static final String CRON = "cron ";

	private static final String RATE = "rate ";

	private static final String DELAY = "delay ";

	private static final long LONGEST = 100L * 365 * 24 * 60 * 60 * 1000;

	private RecurrenceFormat() {
	}

	static String cron(String expression, ZoneId zone) {
		return CRON + expression + " " + zone.getId();
	}

	static String rate(long rate, long initialDelay) {
		return RATE + rate + " " + initialDelay;
	}

	static String delay(long delay, long initialDelay) {
		return DELAY + delay + " " + initialDelay;
	}

	static Recurrence parse(String text) {
		Recurrence recurrence = read(text);
		if (!recurrence.text().equals(text)) {
			throw new IllegalArgumentException(
					"'" + text + "' is not how this schedule is written, which is '" + recurrence.text() + "'");
		}
		return recurrence;
	}

	private static Recurrence read(String text) {
		try {
			if (text.startsWith(CRON)) {
				int space = text.lastIndexOf(' ');
				return new CronRecurrence(text.substring(CRON.length(), Math.max(space, CRON.length())),
						ZoneId.of(text.substring(space + 1)));
			}
			if (text.startsWith(RATE)) {
				long[] numbers = numbers(text.substring(RATE.length()));
				return new FixedRate(numbers[0], numbers[1]);
			}
			if (text.startsWith(DELAY)) {
				long[] numbers = numbers(text.substring(DELAY.length()));
				return new FixedDelay(numbers[0], numbers[1]);
			}
			if (text.equals(OnTrigger.TEXT)) {
				return new OnTrigger();
			}
		}
		catch (DateTimeException | IllegalArgumentException ex) {
			throw new IllegalArgumentException("'" + text + "' is no schedule: " + ex.getMessage(), ex);
		}
		throw new IllegalArgumentException(
				"'" + text + "' is no schedule: it begins with neither cron, rate nor delay");
	}

	private static long[] numbers(String text) {
		String[] parts = text.split(" ", -1);
		if (parts.length != 2) {
			throw new IllegalArgumentException("it needs two numbers");
		}
		return new long[] { Long.parseLong(parts[0]), Long.parseLong(parts[1]) };
	}

	static void checkLength(String text) {
		int length = text.getBytes(StandardCharsets.UTF_8).length;
		if (length > MAXIMUM_BYTES) {
			throw new IllegalArgumentException("'" + text + "' has " + length + " bytes, more than " + MAXIMUM_BYTES
					+ ". Use ranges and steps, or several schedules.");
		}
	}

	/**
	 * The bound keeps sums of times far from an overflow.
	 */
	static void checkMillis(String what, long least, long value) {
		if (value < least || value > LONGEST) {
			throw new IllegalArgumentException(
					what + " is " + value + " ms, but must be " + least + " ms to a hundred years");
		}
	}

}
