package io.github.leaderkit.samples.failover;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Whether each second was run once, or a later run stands for it, or it was reported.
 *
 * @param seconds how many seconds there were, from the first to the last that was run
 * @param stoodFor how many of them had no run of their own, and a later one stood for
 * them
 * @param reported how many were reported as missed or interrupted
 * @param twice the seconds that were run more than once
 * @param unaccounted the seconds of which nothing is known
 */
record Accounting(int seconds, int stoodFor, int reported, List<String> twice, List<String> unaccounted) {

	private static final long SECOND = 1_000;

	static Accounting of(List<FireLine> lines) {
		Map<Long, Integer> runs = new HashMap<>();
		TreeSet<Long> known = new TreeSet<>();
		TreeSet<Long> ran = new TreeSet<>();
		int stoodFor = 0;
		int reported = 0;
		for (FireLine line : lines) {
			if (line.kind() == FireLine.Kind.FIRE) {
				ran.add(line.planned());
				runs.merge(line.planned(), 1, Integer::sum);
				stoodFor += (int) line.count() - 1;
			}
			else {
				reported += (int) line.count();
			}
			for (int i = 0; i < line.count(); i++) {
				known.add(line.planned() - i * SECOND);
			}
		}
		List<String> twice = runs.entrySet()
			.stream()
			.filter((run) -> run.getValue() > 1)
			.map((run) -> "planned=" + run.getKey())
			.toList();
		List<String> unaccounted = new ArrayList<>();
		long from = ran.isEmpty() ? 0 : ran.first();
		long to = ran.isEmpty() ? -SECOND : ran.last();
		for (long time = from; time <= to; time += SECOND) {
			if (!known.contains(time)) {
				unaccounted.add("planned=" + time);
			}
		}
		return new Accounting((int) ((to - from) / SECOND + 1), stoodFor, reported, twice, unaccounted);
	}

	boolean holds() {
		return this.twice.isEmpty() && this.unaccounted.isEmpty();
	}

}
