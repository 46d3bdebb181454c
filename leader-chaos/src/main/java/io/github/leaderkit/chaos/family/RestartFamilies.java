package io.github.leaderkit.chaos.family;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;

import io.github.leaderkit.chaos.arena.RedisProcess;
import io.github.leaderkit.chaos.arena.Waiting;

/**
 * Redis is killed and comes back with what it has on disk.
 */
public final class RestartFamilies {

	private static final long REWRITE_SECONDS = 20;

	private RestartFamilies() {
	}

	/**
	 * It comes back with nothing.
	 * @return the family
	 */
	public static Family empty() {
		return Family.of("redis-restart-empty", (arena, random) -> {
			arena.redis().kill();
			hold(random);
			arena.redis().startEmpty();
		}).losing(DataLoss.CERTAIN);
	}

	/**
	 * It comes back with a log of commands that lacks the last second at most.
	 * @return the family
	 */
	public static Family logEverySecond() {
		return log("redis-restart-aof-everysec", "everysec").losing(DataLoss.CERTAIN);
	}

	/**
	 * It comes back with a complete log of commands.
	 * @return the family
	 */
	public static Family logAlways() {
		return log("redis-restart-aof-always", "always");
	}

	private static Family log(String name, String sync) {
		return Family.of(name, (arena, random) -> {
			RedisProcess redis = arena.redis();
			redis.ask("CONFIG", "SET", "appendfsync", sync);
			redis.ask("CONFIG", "SET", "appendonly", "yes");
			Waiting.until(REWRITE_SECONDS, () -> hasLog(redis));
			Waiting.millis(random.nextInt(1000));
			redis.kill();
			hold(random);
			redis.startAgain("--appendonly", "yes", "--appendfsync", sync);
			redis.ask("CONFIG", "SET", "appendonly", "no");
		});
	}

	private static boolean hasLog(RedisProcess redis) {
		try {
			String info = redis.ask("INFO", "persistence");
			return info.contains("aof_enabled:1") && info.contains("aof_rewrite_in_progress:0")
					&& info.contains("aof_rewrite_scheduled:0") && info.contains("aof_last_bgrewrite_status:ok");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * It comes back with what it had up to 5 s ago.
	 * @return the family
	 */
	public static Family snapshot() {
		return Family.of("redis-restart-rdb", (arena, random) -> {
			RedisProcess redis = arena.redis();
			redis.ask("SAVE");
			if (random.nextBoolean()) {
				arena.anyLeader(random).tell("churn 1000");
			}
			Waiting.millis(random.nextInt(200, 5000));
			redis.kill();
			hold(random);
			redis.startAgain();
		}).losing(DataLoss.CERTAIN);
	}

	private static void hold(Random random) {
		Waiting.millis(random.nextInt(1500));
	}

}
