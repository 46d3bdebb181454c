package io.github.leaderkit.chaos.family;

import io.github.leaderkit.chaos.arena.Waiting;

/**
 * Elections resign, are stopped, started and revoked at random, in all workers at once.
 */
public final class ChurnFamilies {

	private static final int MILLIS = 2500;

	private ChurnFamilies() {
	}

	/**
	 * Nothing else happens.
	 * @return the family
	 */
	public static Family alone() {
		return Family.of("churn", (arena, random) -> {
			arena.workers().forEach((worker) -> worker.tell("churn " + MILLIS));
			Waiting.millis(MILLIS);
		});
	}

	/**
	 * Another fault happens meanwhile.
	 * @param other the other fault
	 * @return the family
	 */
	public static Family with(Family other) {
		return new Family("churn+" + other.name(), other.probe(), (arena, random) -> {
			arena.workers().forEach((worker) -> worker.tell("churn " + MILLIS));
			long start = System.nanoTime();
			Waiting.millis(random.nextInt(500));
			other.strike().hit(arena, random);
			Waiting.millis(Math.max(MILLIS - (System.nanoTime() - start) / 1_000_000, 0));
		}).losing(other.loss());
	}

}
