package io.github.leaderkit.store.redis.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;

/**
 * What kinds of sequences there are.
 */
enum Kind {

	/**
	 * Calls with arguments that need make no sense, compared with the store in memory.
	 */
	CALLS(100, RandomCalls::of),

	/**
	 * Calls of candidates that keep to the protocol, watched by the oracle and compared
	 * with the store in memory.
	 */
	CLIENTS(200, World::of),

	/**
	 * The same, only watched: for scripts that are not like the store in memory.
	 */
	WATCHED(200, World::watched);

	private final int mostSteps;

	private final BiFunction<Long, long[], Sequence> factory;

	Kind(int mostSteps, BiFunction<Long, long[], Sequence> factory) {
		this.mostSteps = mostSteps;
		this.factory = factory;
	}

	Sequence sequence(long seed) {
		return this.factory.apply(seed, steps(seed));
	}

	private long[] steps(long seed) {
		return Sequence.steps(seed, this.mostSteps);
	}

	/**
	 * Tells what is wrong with a sequence. Leaves away steps for as long as the same kind
	 * of thing is still found.
	 * @param lockstep plays the sequences
	 * @param seed the seed of the sequence
	 * @param found what is wrong with it
	 * @return for people
	 */
	String explain(Lockstep lockstep, long seed, Finding found) {
		long[] steps = steps(seed);
		for (int size = steps.length / 2; size > 0; size /= 2) {
			for (int from = steps.length - size; from >= 0; from -= size) {
				long[] fewer = without(steps, from, size);
				Finding finding = lockstep.play(this.factory.apply(seed, fewer));
				if (finding != null && finding.kind() == found.kind()) {
					steps = fewer;
				}
			}
		}
		String name = name().toLowerCase(Locale.ROOT);
		List<String> lines = new ArrayList<>();
		lines.add("Seed " + seed + " of " + name + ": " + found.text());
		lines.add("Shrunk to:");
		lines.addAll(lockstep.trace(this.factory.apply(seed, steps)));
		lines.add(String.valueOf(lockstep.play(this.factory.apply(seed, steps))));
		lines.add("Again: mvn -q -pl leader-core -am test -Pconformance -Dconformance.kind=" + name
				+ " -Dconformance.seed=" + seed);
		return String.join("\n", lines);
	}

	private static long[] without(long[] steps, int from, int size) {
		int begin = Math.min(from, steps.length);
		int end = Math.min(from + size, steps.length);
		long[] fewer = Arrays.copyOf(steps, steps.length - (end - begin));
		System.arraycopy(steps, end, fewer, begin, steps.length - end);
		return fewer;
	}

}
