package io.github.leaderkit.simulation;

import java.time.Duration;
import java.util.Random;

/**
 * How a process stands among the others.
 *
 * @param candidate whether it may lead
 * @param rank how many go first
 * @param maxTenure how long it leads at most, zero for no limit
 * @param loaded whether it leads its share of other elections
 */
record Standing(boolean candidate, int rank, Duration maxTenure, boolean loaded) {

	static final Standing EQUAL = new Standing(true, 0, Duration.ZERO, false);

	/**
	 * Some standing. The first of the processes may always lead, or nobody might.
	 */
	static Standing some(Random random, boolean first) {
		boolean candidate = random.nextInt(4) > 0 || first;
		int rank = random.nextBoolean() ? 0 : random.nextInt(10);
		int tenure = random.nextBoolean() ? 0 : 2 + random.nextInt(10);
		return new Standing(candidate, rank, Duration.ofSeconds(tenure), random.nextInt(3) == 0);
	}

}
