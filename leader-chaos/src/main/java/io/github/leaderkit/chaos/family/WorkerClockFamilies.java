package io.github.leaderkit.chaos.family;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.github.leaderkit.chaos.arena.ShiftedClock;
import io.github.leaderkit.chaos.arena.Waiting;
import io.github.leaderkit.chaos.arena.WorkerProcess;

/**
 * The clocks of one worker are not true.
 */
public final class WorkerClockFamilies {

	private static final long STOP_SECONDS = 10;

	private WorkerClockFamilies() {
	}

	/**
	 * Its wall clock is set by 0.2 to 30 s, in either direction.
	 * @return the family
	 */
	public static Family wallStep() {
		return Family.of("worker-clock-step", (arena, random) -> {
			ShiftedClock clock = arena.anyLeader(random).clock();
			long step = RedisClockFamilies.stepMillis(random);
			clock.setWallMillis(clock.wallMillis() + (random.nextBoolean() ? step : -step));
			Waiting.millis(random.nextInt(100, 1500));
		});
	}

	/**
	 * Its machine sleeps: the wall clock goes on, the monotonic one stands still.
	 * @return the family
	 */
	public static Family suspend() {
		return Family.of("worker-suspend", (arena, random) -> {
			WorkerProcess worker = arena.anyLeader(random);
			worker.pause();
			try {
				if (!Waiting.until(STOP_SECONDS, () -> isStopped(worker.pid()))) {
					throw new IOException(worker + " does not stop");
				}
				long start = System.nanoTime();
				Waiting.millis(random.nextInt(300, 5000));
				worker.clock().hide(System.nanoTime() - start);
			}
			finally {
				worker.resume();
			}
		});
	}

	/**
	 * Whether each thread has stopped. The clock must not be changed while one still
	 * reads it.
	 */
	private static boolean isStopped(long pid) {
		try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
			for (Path thread : threads.toList()) {
				String stat = Files.readString(thread.resolve("stat"));
				if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
					return false;
				}
			}
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
