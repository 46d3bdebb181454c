package io.github.leaderkit.chaos.family;

import io.github.leaderkit.chaos.arena.Arena;
import io.github.leaderkit.chaos.arena.Waiting;

/**
 * Faults that hit when the schedules of all elections are about to fire, or have just
 * begun to: at another moment of the second, most of them find nothing to disturb.
 */
public final class SecondFamilies {

	private static final int SECOND = 1_000;

	private static final int EARLIEST = -20;

	private static final int LATEST = 80;

	private SecondFamilies() {
	}

	/**
	 * Another fault at the second.
	 * @param other the other fault
	 * @return the family
	 */
	public static Family with(Family other) {
		return new Family("second+" + other.name(), other.probe(), (arena, random) -> {
			long now = redisMillis(arena);
			Waiting.millis(Math.floorMod(random.nextInt(EARLIEST, LATEST) - now, SECOND));
			other.strike().hit(arena, random);
		}).losing(other.loss());
	}

	private static long redisMillis(Arena arena) {
		long ahead = arena.profile().redisClock() ? arena.single().clock().wallMillis() : 0;
		return System.currentTimeMillis() + ahead;
	}

}
