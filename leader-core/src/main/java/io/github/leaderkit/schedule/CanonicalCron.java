package io.github.leaderkit.schedule;

import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.StringJoiner;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.support.CronExpression;

/**
 * The one form of a cron. A macro, the names of months and days, lists, ranges and steps
 * can all say the same, so {@code 0 0/15 8-10 * * MON-FRI} becomes
 * {@code 0 *}{@code /15 8-10 * * 1-5}.
 */
final class CanonicalCron {

	private static final String[] DAYS = { "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN" };

	private CanonicalCron() {
	}

	static String of(CronExpression expression) {
		String[] fields = expression.toString().trim().split(" +");
		StringJoiner canonical = new StringJoiner(" ");
		for (CronUnit unit : CronUnit.values()) {
			canonical.add(field(unit, fields[unit.ordinal()]));
		}
		return canonical.toString();
	}

	private static String field(CronUnit unit, String field) {
		StringJoiner plain = new StringJoiner(",");
		Set<String> calendar = new TreeSet<>();
		for (String part : field.split(",")) {
			String canonical = calendar(unit, part);
			if (canonical != null) {
				calendar.add(canonical);
			}
			else {
				plain.add(part);
			}
		}
		SortedSet<Integer> values = (plain.length() > 0) ? unit.values(plain.toString()) : new TreeSet<>();
		if (values.size() == unit.size()) {
			return "*";
		}
		StringJoiner parts = new StringJoiner(",");
		if (!values.isEmpty()) {
			parts.add(NumberSet.text(values, unit.least(), unit.most()));
		}
		calendar.forEach(parts::add);
		return parts.toString();
	}

	/**
	 * The form of a part that means other numbers in each month, such as {@code L},
	 * {@code 15W} or {@code FRI#2}; {@code null} for all others.
	 */
	private static @Nullable String calendar(CronUnit unit, String part) {
		return switch (unit) {
			case DAY_OF_MONTH -> ofMonth(part);
			case DAY_OF_WEEK -> ofWeek(part.toUpperCase(Locale.ROOT));
			default -> null;
		};
	}

	private static @Nullable String ofMonth(String part) {
		if (part.startsWith("L")) {
			return (part.equals("L") || part.equals("LW")) ? part : "L" + Integer.parseInt(part.substring(1));
		}
		return part.endsWith("W") ? Integer.parseInt(part.substring(0, part.length() - 1)) + "W" : null;
	}

	private static @Nullable String ofWeek(String part) {
		int ordinal = part.indexOf('#');
		if (ordinal > 0) {
			return day(part.substring(0, ordinal)) + "#" + Integer.parseInt(part.substring(ordinal + 1));
		}
		return part.endsWith("L") ? day(part.substring(0, part.length() - 1)) + "L" : null;
	}

	private static int day(String text) {
		for (int i = 0; i < DAYS.length; i++) {
			if (DAYS[i].equals(text)) {
				return i + 1;
			}
		}
		int day = Integer.parseInt(text);
		return (day == 0) ? DAYS.length : day;
	}

}
