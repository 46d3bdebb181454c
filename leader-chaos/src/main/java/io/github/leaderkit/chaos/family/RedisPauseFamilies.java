package io.github.leaderkit.chaos.family;

import java.util.Random;

import io.github.leaderkit.chaos.arena.RedisCommands;
import io.github.leaderkit.chaos.arena.RedisProcess;
import io.github.leaderkit.chaos.arena.Waiting;

/**
 * Redis lives but does not do what it is asked.
 */
public final class RedisPauseFamilies {

	private RedisPauseFamilies() {
	}

	/**
	 * It stands still, as by SIGSTOP.
	 * @return the family
	 */
	public static Family stopped() {
		return Family.of("redis-stopped", (arena, random) -> {
			arena.redis().pause();
			try {
				Waiting.millis(millis(random));
			}
			finally {
				arena.redis().resume();
			}
		});
	}

	/**
	 * It sleeps within a command.
	 * @return the family
	 */
	public static Family sleeping() {
		return Family.of("redis-debug-sleep", (arena, random) -> {
			String seconds = "%.3f".formatted(millis(random) / 1000.0);
			arena.redis().ask("DEBUG", "SLEEP", seconds);
		});
	}

	/**
	 * It holds back writes, scripts included.
	 * @return the family
	 */
	public static Family writesPaused() {
		return clientPause("redis-client-pause-write", "WRITE");
	}

	/**
	 * It holds back all commands.
	 * @return the family
	 */
	public static Family allPaused() {
		return clientPause("redis-client-pause-all", "ALL");
	}

	private static Family clientPause(String name, String mode) {
		return Family.of(name, (arena, random) -> {
			long millis = millis(random);
			arena.redis().ask("CLIENT", "PAUSE", "" + millis, mode);
			Waiting.millis(millis);
		});
	}

	/**
	 * It runs a script that does not end, and answers BUSY to all else.
	 * @return the family
	 */
	public static Family busy() {
		return Family.of("redis-busy-script", (arena, random) -> {
			RedisProcess redis = arena.redis();
			redis.ask("CONFIG", "SET", "lua-time-limit", "20");
			try (RedisCommands caller = redis.connect()) {
				caller.send("EVAL", "while true do end", "0");
				Waiting.millis(millis(random));
				redis.ask("SCRIPT", "KILL");
			}
		});
	}

	/**
	 * It forgets the scripts, again and again.
	 * @return the family
	 */
	public static Family scriptsForgotten() {
		return Family.of("redis-script-flush", (arena, random) -> {
			for (int i = random.nextInt(1, 10); i > 0; i--) {
				arena.redis().ask("SCRIPT", "FLUSH");
				Waiting.millis(random.nextInt(10, 200));
			}
		});
	}

	private static long millis(Random random) {
		return random.nextInt(100, 2500);
	}

}
