package io.github.leaderkit.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.StringJoiner;

/**
 * The one text of a set of numbers in a field of a cron: a step if at least three numbers
 * have equal distances above one, else a list of numbers and ranges.
 */
final class NumberSet {

	private NumberSet() {
	}

	static String text(SortedSet<Integer> numbers, int least, int most) {
		List<Integer> sorted = new ArrayList<>(numbers);
		int step = step(sorted);
		return (step > 1) ? steps(sorted.get(0), sorted.get(sorted.size() - 1), step, least, most) : ranges(sorted);
	}

	/**
	 * The distance that all have, {@code 0} if they differ.
	 */
	private static int step(List<Integer> sorted) {
		if (sorted.size() < 3) {
			return 0;
		}
		int step = sorted.get(1) - sorted.get(0);
		for (int i = 2; i < sorted.size(); i++) {
			if (sorted.get(i) - sorted.get(i - 1) != step) {
				return 0;
			}
		}
		return step;
	}

	private static String steps(int first, int last, int step, int least, int most) {
		if (last + step <= most) {
			return first + "-" + last + "/" + step;
		}
		return ((first == least) ? "*" : String.valueOf(first)) + "/" + step;
	}

	private static String ranges(List<Integer> sorted) {
		StringJoiner text = new StringJoiner(",");
		int start = 0;
		for (int i = 1; i <= sorted.size(); i++) {
			if (i == sorted.size() || sorted.get(i) != sorted.get(i - 1) + 1) {
				text.add(range(sorted.get(start), sorted.get(i - 1)));
				start = i;
			}
		}
		return text.toString();
	}

	private static String range(int first, int last) {
		if (first == last) {
			return String.valueOf(first);
		}
		return first + ((last == first + 1) ? "," : "-") + last;
	}

}
