package io.github.leaderkit.chaos.family;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import java.util.stream.Stream;

import io.github.leaderkit.chaos.arena.Arena;
import io.github.leaderkit.chaos.arena.Profile;
import io.github.leaderkit.chaos.arena.RedisCommands;
import io.github.leaderkit.chaos.arena.Waiting;
import io.github.leaderkit.chaos.worker.ChaosWorker;

/**
 * Somebody else changes what is in Redis, or Redis does.
 */
public final class DataFamilies {

	private static final String JUNK = "x".repeat(10_000);

	private DataFamilies() {
	}

	/**
	 * Everything is deleted, once or again and again.
	 * @return the family
	 */
	public static Family flush() {
		return Family.of("redis-flushall", (arena, random) -> {
			for (int i = random.nextInt(1, 4); i > 0; i--) {
				arena.redis().ask("FLUSHALL");
				Waiting.millis(random.nextInt(50, 500));
			}
		}).losing(DataLoss.CERTAIN);
	}

	/**
	 * The records of some elections are deleted.
	 * @return the family
	 */
	public static Family delete() {
		return some("redis-del", (commands, key, random) -> commands.ask("DEL", key),
				(commands, key) -> commands.ask("PING"));
	}

	/**
	 * The records of some elections become strings without a time to live; later they are
	 * deleted.
	 * @return the family
	 */
	public static Family wrongType() {
		return some("redis-wrongtype", (commands, key, random) -> commands.ask("SET", key, "something else"),
				(commands, key) -> commands.ask("DEL", key));
	}

	/**
	 * Some fields of the records of some elections become nonsense; later they are
	 * deleted.
	 * @return the family
	 */
	public static Family nonsense() {
		return some("redis-nonsense", (commands, key, random) -> commands.ask("HSET", key,
				random.nextBoolean() ? "t" : "x", random.nextBoolean() ? "" : "-7"),
				(commands, key) -> commands.ask("DEL", key));
	}

	private static Family some(String name, Change change, Healing healing) {
		return Family.of(name, (arena, random) -> {
			int share = random.nextInt(1, 5);
			try (RedisCommands commands = arena.redis().connect()) {
				for (int i = 0; i < Profile.ELECTIONS; i++) {
					if (random.nextInt(4) < share) {
						change.on(commands, key(i), random);
					}
				}
				Waiting.millis(random.nextInt(100, 2000));
				for (int i = 0; i < Profile.ELECTIONS; i++) {
					if (isForeign(commands, key(i))) {
						healing.of(commands, key(i));
					}
				}
			}
		}).losing(DataLoss.CERTAIN);
	}

	private static boolean isForeign(RedisCommands commands, String key) throws IOException {
		if (!commands.ask("TYPE", key).equals("hash")) {
			return true;
		}
		return Stream.of("t", "x").anyMatch((field) -> !ask(commands, key, field).matches("[0-9]+"));
	}

	private static String ask(RedisCommands commands, String key, String field) {
		try {
			return commands.ask("HGET", key, field);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String key(int election) {
		return "leader:" + ChaosWorker.electionName(election);
	}

	/**
	 * Memory is full; what has a time to live is evicted, such as a record that was
	 * released.
	 * @return the family
	 */
	public static Family evictionOfVolatile() {
		return full("redis-evict-volatile-ttl", "volatile-ttl").losing(DataLoss.CERTAIN);
	}

	/**
	 * Memory is full; anything is evicted, leases too.
	 * @return the family
	 */
	public static Family evictionOfAll() {
		return full("redis-evict-allkeys-lru", "allkeys-lru").losing(DataLoss.CERTAIN);
	}

	/**
	 * Memory is full; writes are refused.
	 * @return the family
	 */
	public static Family outOfMemory() {
		return full("redis-out-of-memory", "noeviction");
	}

	private static Family full(String name, String policy) {
		return Family.of(name, (arena, random) -> {
			try (RedisCommands commands = arena.redis().connect()) {
				commands.ask("CONFIG", "SET", "maxmemory-policy", policy);
				commands.ask("CONFIG", "SET", "maxmemory", "" + (usedMemory(commands) + 300_000));
				long start = System.nanoTime();
				long nanos = random.nextInt(500, 2000) * 1_000_000L;
				for (int i = 0; System.nanoTime() - start < nanos; i++) {
					fill(commands, i);
					Waiting.millis(1);
				}
			}
			finally {
				empty(arena);
			}
		});
	}

	private static long usedMemory(RedisCommands commands) throws IOException {
		return commands.ask("INFO", "memory")
			.lines()
			.filter((line) -> line.startsWith("used_memory:"))
			.mapToLong((line) -> Long.parseLong(line.substring("used_memory:".length()).strip()))
			.findFirst()
			.orElseThrow();
	}

	private static void fill(RedisCommands commands, int i) {
		try {
			commands.ask("SET", "junk:" + i, JUNK, "PX", (i % 2 == 0) ? "60000" : "3600000");
		}
		catch (IOException ex) {
			// full
		}
	}

	private static void empty(Arena arena) throws IOException {
		try (RedisCommands commands = arena.redis().connect()) {
			commands.ask("CONFIG", "SET", "maxmemory", "0");
			commands.ask("CONFIG", "SET", "maxmemory-policy", "noeviction");
			for (String key : commands.call("KEYS", "junk:*")) {
				commands.ask("DEL", String.valueOf(key));
			}
		}
	}

	/**
	 * Changes a record.
	 */
	@FunctionalInterface
	private interface Change {

		void on(RedisCommands commands, String key, Random random) throws IOException;

	}

	/**
	 * Ends the change.
	 */
	@FunctionalInterface
	private interface Healing {

		void of(RedisCommands commands, String key) throws IOException;

	}

}
