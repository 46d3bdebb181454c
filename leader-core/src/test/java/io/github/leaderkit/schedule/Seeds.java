package io.github.leaderkit.schedule;

import java.util.Random;
import java.util.function.Consumer;

/**
 * Repeats a test with random values that a seed decides. A failure names its seed, and
 * {@code -Dschedules.seed} repeats that one only.
 */
final class Seeds {

	private Seeds() {
	}

	static void each(int count, Consumer<Random> test) {
		Long only = Long.getLong("schedules.seed");
		for (long seed = (only != null) ? only : 1; seed <= ((only != null) ? only : count); seed++) {
			try {
				// Seeds that are close begin with values that are close
				test.accept(new Random(seed * 0x9E3779B97F4A7C15L));
			}
			catch (Throwable ex) {
				throw new AssertionError("Failed with seed " + seed + ", repeat it with -Dschedules.seed=" + seed + ": "
						+ ex.getMessage(), ex);
			}
		}
	}

}
