package io.github.leaderkit.schedule;

import java.time.LocalDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.SortedSet;
import java.util.TreeSet;

import org.springframework.scheduling.support.CronExpression;

/**
 * A field of a cron, in the order in which they are written. Which numbers a field means
 * is found by asking Spring, whose syntax is not written down a second time here.
 */
enum CronUnit {

	SECOND("%s * * * * *", ChronoField.SECOND_OF_MINUTE, ChronoUnit.MINUTES),

	MINUTE("0 %s * * * *", ChronoField.MINUTE_OF_HOUR, ChronoUnit.HOURS),

	HOUR("0 0 %s * * *", ChronoField.HOUR_OF_DAY, ChronoUnit.DAYS),

	DAY_OF_MONTH("0 0 0 %s * *", ChronoField.DAY_OF_MONTH, ChronoUnit.MONTHS),

	MONTH("0 0 0 1 %s *", ChronoField.MONTH_OF_YEAR, ChronoUnit.YEARS),

	DAY_OF_WEEK("0 0 0 * * %s", ChronoField.DAY_OF_WEEK, ChronoUnit.WEEKS);

	/**
	 * A Monday that begins a year, and a month of 31 days.
	 */
	private static final LocalDateTime START = LocalDateTime.of(2024, 1, 1, 0, 0);

	private final String expression;

	private final ChronoField field;

	private final ChronoUnit period;

	CronUnit(String expression, ChronoField field, ChronoUnit period) {
		this.expression = expression;
		this.field = field;
		this.period = period;
	}

	int least() {
		return (int) this.field.range().getMinimum();
	}

	int most() {
		return (int) this.field.range().getMaximum();
	}

	int size() {
		return most() - least() + 1;
	}

	SortedSet<Integer> values(String text) {
		CronExpression cron = CronExpression.parse(this.expression.formatted(text));
		LocalDateTime end = START.plus(1, this.period);
		SortedSet<Integer> values = new TreeSet<>();
		LocalDateTime time = cron.next(START.minusNanos(1));
		while (time != null && time.isBefore(end)) {
			values.add(time.get(this.field));
			time = cron.next(time);
		}
		return values;
	}

}
