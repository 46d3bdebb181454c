package io.github.leaderkit.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A cron as six sets of numbers, which looks at each second and knows nothing of Spring.
 */
record NaiveCron(List<SortedSet<Integer>> fields, ZoneId zone) {

	private static final int[] LEAST = { 0, 0, 0, 1, 1, 1 };

	private static final int[] MOST = { 59, 59, 23, 31, 12, 7 };

	private static final String[] MONTHS = { "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT",
			"NOV", "DEC" };

	private static final String[] DAYS = { "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN" };

	/**
	 * A cron whose seconds, minutes and hours are few or regular, on most days.
	 */
	static NaiveCron random(Random random, ZoneId zone) {
		List<SortedSet<Integer>> fields = new ArrayList<>();
		for (int field = 0; field < 6; field++) {
			fields.add((random.nextInt(3) == 0) ? randomSet(random, field) : plainSet(random, field));
		}
		return new NaiveCron(fields, zone);
	}

	/**
	 * A cron that fires every few seconds.
	 */
	static NaiveCron frequent(Random random, ZoneId zone) {
		List<SortedSet<Integer>> fields = new ArrayList<>();
		fields.add(someSet(random, 0));
		for (int field = 1; field < 6; field++) {
			fields.add(all(field));
		}
		if (random.nextBoolean()) {
			fields.set(1, someSet(random, 1));
		}
		return new NaiveCron(fields, zone);
	}

	private static SortedSet<Integer> all(int field) {
		return IntStream.rangeClosed(LEAST[field], MOST[field]).boxed().collect(Collectors.toCollection(TreeSet::new));
	}

	private static SortedSet<Integer> plainSet(Random random, int field) {
		return (field == 0) ? new TreeSet<>(List.of(0)) : all(field);
	}

	private static SortedSet<Integer> someSet(Random random, int field) {
		SortedSet<Integer> all = all(field);
		SortedSet<Integer> set = new TreeSet<>();
		int step = 1 + random.nextInt(20);
		all.stream().filter((value) -> value % step == 0).forEach(set::add);
		return random.nextBoolean() ? set : set.headSet(1 + random.nextInt(60));
	}

	private static SortedSet<Integer> randomSet(Random random, int field) {
		int least = LEAST[field];
		int most = MOST[field];
		SortedSet<Integer> set = new TreeSet<>();
		int first = least + random.nextInt(most - least + 1);
		int step = 1 + random.nextInt(most - least);
		int last = random.nextBoolean() ? most : first + random.nextInt(most - first + 1);
		for (int value = first; value <= last; value += step) {
			set.add(value);
		}
		for (int i = random.nextInt(3); i > 0; i--) {
			set.add(least + random.nextInt(most - least + 1));
		}
		return set;
	}

	boolean isPlanned(long millis) {
		// Offsets are whole minutes, so seconds need no zone
		if (millis % 1000 != 0 || !has(0, (int) (millis / 1000 % 60))) {
			return false;
		}
		LocalDateTime time = LocalDateTime.ofEpochSecond(millis / 1000, 0,
				this.zone.getRules().getOffset(Instant.ofEpochMilli(millis)));
		return has(1, time.getMinute()) && has(2, time.getHour()) && has(3, time.getDayOfMonth())
				&& has(4, time.getMonthValue()) && has(5, time.getDayOfWeek().getValue());
	}

	private boolean has(int field, int value) {
		return this.fields.get(field).contains(value);
	}

	/**
	 * One of the many ways to write this cron.
	 */
	String spelling(Random random) {
		return IntStream.range(0, 6)
			.mapToObj((field) -> spelling(random, field))
			.collect(Collectors.joining(random.nextBoolean() ? " " : "  "));
	}

	private String spelling(Random random, int field) {
		SortedSet<Integer> set = this.fields.get(field);
		if (set.size() == MOST[field] - LEAST[field] + 1 && random.nextBoolean()) {
			return ((field == 3 || field == 5) && random.nextBoolean()) ? "?" : "*";
		}
		List<String> parts = new ArrayList<>();
		SortedSet<Integer> left = new TreeSet<>(set);
		while (!left.isEmpty()) {
			int first = left.first();
			int last = first;
			while (left.contains(last + 1) && random.nextInt(4) > 0) {
				last++;
			}
			parts.add((first == last) ? number(random, field, first)
					: number(random, field, first) + "-" + number(random, field, last));
			left.removeAll(IntStream.rangeClosed(first, last).boxed().toList());
		}
		Collections.shuffle(parts, random);
		return String.join(",", parts);
	}

	private static String number(Random random, int field, int value) {
		if (field == 4 && random.nextBoolean()) {
			return MONTHS[value - 1];
		}
		if (field == 5 && random.nextBoolean()) {
			return random.nextBoolean() ? DAYS[value - 1] : DAYS[value - 1].toLowerCase();
		}
		return (random.nextInt(4) == 0) ? "0" + value : String.valueOf(value);
	}

}
