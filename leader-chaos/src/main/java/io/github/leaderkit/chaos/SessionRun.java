package io.github.leaderkit.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import io.github.leaderkit.chaos.arena.Arena;
import io.github.leaderkit.chaos.arena.ChildProcesses;
import io.github.leaderkit.chaos.arena.Waiting;
import io.github.leaderkit.chaos.check.Fault;
import io.github.leaderkit.chaos.check.Verdict;
import io.github.leaderkit.chaos.family.Family;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a session: one fault after the other, each when all elections have a
 * leader.
 */
final class SessionRun {

	private static final long LED_SECONDS = 4 * Verdict.LED_SECONDS;

	private static final long SPREAD_MILLIS = 2000;

	private final Session session;

	private final Path directory;

	private final Random random;

	private final Map<String, String> skipped;

	private int faults;

	/**
	 * Creates the run.
	 * @param session what to do
	 * @param directory where the histories go
	 * @param random chance
	 * @param skipped takes the families that cannot be done on this machine, with the
	 * reason
	 */
	SessionRun(Session session, Path directory, Random random, Map<String, String> skipped) {
		this.session = session;
		this.directory = directory;
		this.random = random;
		this.skipped = skipped;
	}

	SessionResult run(ChildProcesses children, @Nullable Path shim) throws IOException {
		Map<String, String> obstacles = obstacles();
		this.skipped.putAll(obstacles);
		Exception failure = null;
		try (Arena arena = new Arena(this.session.profile(), this.directory, children, shim)) {
			awaitLeaders(arena, System.nanoTime());
			spread(arena);
			for (Family family : this.session.faults()) {
				if (!obstacles.containsKey(family.name())) {
					strike(arena, family);
				}
			}
			arena.quit();
		}
		catch (IOException | RuntimeException ex) {
			failure = ex;
		}
		return SessionResult.of(this.session, this.directory, failure);
	}

	/**
	 * The worker that was there first leads everything.
	 */
	private void spread(Arena arena) throws IOException {
		arena.workers().forEach((worker) -> worker.tell("churn " + SPREAD_MILLIS));
		Waiting.millis(SPREAD_MILLIS);
		awaitLeaders(arena, System.nanoTime());
		if (!Waiting.until(LED_SECONDS, arena.watch()::allKnown)) {
			throw new IOException(
					"Not each worker of " + this.session.name() + " knows each election after " + LED_SECONDS + " s");
		}
	}

	private Map<String, String> obstacles() {
		Map<String, String> obstacles = new TreeMap<>();
		for (Family family : this.session.faults()) {
			if (!obstacles.containsKey(family.name())) {
				String obstacle = family.probe().obstacle();
				if (obstacle != null) {
					obstacles.put(family.name(), obstacle);
				}
			}
		}
		return obstacles;
	}

	private void strike(Arena arena, Family family) throws IOException {
		Waiting.millis(this.random.nextInt(300));
		arena.watch().begin();
		long start = System.nanoTime();
		family.strike().hit(arena, this.random);
		long healed = System.nanoTime();
		new Fault(family.name(), start, healed, family.loss().isPossible(this.session.profile()))
			.appendTo(this.directory);
		awaitLeaders(arena, healed);
		long led = System.nanoTime();
		this.faults++;
		System.out.printf("%-14s %3d/%d  %-32s %5d ms  leaderless at most %5d ms, after healing %5d ms%s%n",
				this.session.name(), this.faults, this.session.faults().size(), family.name(), millis(start, led),
				arena.watch().longestMillis(), millis(healed, led),
				(led - healed > Verdict.LED_SECONDS * 1_000_000_000L) ? "  STUCK" : "  ok");
	}

	private void awaitLeaders(Arena arena, long since) throws IOException {
		if (!Waiting.until(LED_SECONDS, () -> arena.watch().allLed(since))) {
			throw new IOException(arena.watch().leaderless() + " elections of " + this.session.name()
					+ " have no leader after " + LED_SECONDS + " s");
		}
	}

	private static long millis(long from, long to) {
		return (to - from) / 1_000_000;
	}

}
