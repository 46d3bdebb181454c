package io.github.leaderkit;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * A duration as people write it: {@code 83ms}, {@code 1.333s}, {@code 20s},
 * {@code 1m 30s}, {@code 2h 5s}.
 */
public final class DurationText {

	private DurationText() {
	}

	/**
	 * Writes a duration, without what is finer than a millisecond unless there is nothing
	 * else.
	 * @param duration the duration, may be negative
	 * @return the text, {@code 0s} for none
	 */
	public static String of(Duration duration) {
		if (duration.isNegative()) {
			return "-" + of(duration.abs());
		}
		if (duration.isZero()) {
			return "0s";
		}
		if (duration.toSeconds() == 0) {
			return (duration.toMillis() > 0) ? duration.toMillis() + "ms" : decimal(duration.toNanosPart(), 6) + "ms";
		}
		StringBuilder text = new StringBuilder();
		append(text, duration.toDays(), "d");
		append(text, duration.toHoursPart(), "h");
		append(text, duration.toMinutesPart(), "m");
		long millis = duration.toSecondsPart() * 1000L + duration.toMillisPart();
		if (millis > 0) {
			text.append(decimal(millis, 3)).append('s');
		}
		return text.toString().stripTrailing();
	}

	private static void append(StringBuilder text, long value, String unit) {
		if (value > 0) {
			text.append(value).append(unit).append(' ');
		}
	}

	private static String decimal(long unscaled, int scale) {
		return BigDecimal.valueOf(unscaled, scale).stripTrailingZeros().toPlainString();
	}

}
