package io.github.leaderkit.chaos.family;

import java.util.List;
import java.util.Random;

import io.github.leaderkit.chaos.arena.ShiftedClock;
import io.github.leaderkit.chaos.arena.Waiting;
import io.github.leaderkit.chaos.arena.WorkerProcess;

/**
 * The clock of Redis is set, or runs wrong.
 */
public final class RedisClockFamilies {

	private RedisClockFamilies() {
	}

	/**
	 * It is set forward by 0.2 to 30 s.
	 * @return the family
	 */
	public static Family forward() {
		return step("redis-clock-forward", 1);
	}

	/**
	 * It is set back by 0.2 to 30 s.
	 * @return the family
	 */
	public static Family back() {
		return step("redis-clock-back", -1);
	}

	private static Family step(String name, int sign) {
		return Family.of(name, (arena, random) -> {
			ShiftedClock clock = arena.single().clock();
			for (int i = random.nextInt(1, 3); i > 0; i--) {
				clock.setWallMillis(clock.wallMillis() + sign * stepMillis(random));
				Waiting.millis(random.nextInt(100, 1500));
			}
		});
	}

	/**
	 * It is set forward by less than a ttl while the elections of one worker are stopped,
	 * which are started again just then; no renewal of the other workers gets through. So
	 * that worker remembers, but has had no reply for a while.
	 * @return the family
	 */
	public static Family forwardUnheard() {
		return Family.of("redis-clock-forward-unheard", (arena, random) -> {
			ShiftedClock clock = arena.single().clock();
			WorkerProcess worker = arena.anyLeader(random);
			List<WorkerProcess> others = arena.workers().stream().filter((other) -> other != worker).toList();
			worker.tell("stop");
			Waiting.millis(random.nextInt(1500, 4000));
			others.forEach((other) -> other.proxy().requests().close());
			try {
				clock.setWallMillis(clock.wallMillis() + random.nextInt(200, 900));
				worker.tell("start");
				Waiting.millis(random.nextInt(500, 1500));
			}
			finally {
				others.forEach((other) -> other.proxy().requests().open());
			}
		});
	}

	/**
	 * Small steps are those that are hard to notice.
	 */
	static long stepMillis(Random random) {
		return random.nextBoolean() ? random.nextInt(200, 1500) : random.nextInt(1500, 30_000);
	}

	/**
	 * It runs a twelfth too fast or too slow.
	 * @return the family
	 */
	public static Family slew() {
		return Family.of("redis-clock-slew", (arena, random) -> {
			ShiftedClock clock = arena.single().clock();
			long base = clock.wallMillis();
			long start = System.nanoTime();
			long duration = random.nextInt(1000, 4000) * 1_000_000L;
			int sign = random.nextBoolean() ? 1 : -1;
			for (long spent = 0; spent < duration; spent = System.nanoTime() - start) {
				clock.setWallMillis(base + sign * spent / 12_000_000);
				Waiting.millis(5);
			}
		});
	}

}
