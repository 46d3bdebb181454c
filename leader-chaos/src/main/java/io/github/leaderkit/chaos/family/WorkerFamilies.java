package io.github.leaderkit.chaos.family;

import io.github.leaderkit.chaos.arena.Waiting;
import io.github.leaderkit.chaos.arena.WorkerProcess;

/**
 * Faults of one worker.
 */
public final class WorkerFamilies {

	private WorkerFamilies() {
	}

	/**
	 * It is killed, and a new one is started.
	 * @return the family
	 */
	public static Family kill() {
		return Family.of("worker-kill", (arena, random) -> {
			WorkerProcess worker = arena.anyLeader(random);
			worker.kill();
			Waiting.millis(random.nextInt(1500));
			worker.start();
		});
	}

	/**
	 * It stands still, as by SIGSTOP, for 0.1 to 5 s.
	 * @return the family
	 */
	public static Family pause() {
		return Family.of("worker-pause", (arena, random) -> {
			WorkerProcess worker = arena.anyLeader(random);
			worker.pause();
			try {
				Waiting.millis(random.nextBoolean() ? random.nextInt(100, 1500) : random.nextInt(1500, 5000));
			}
			finally {
				worker.resume();
			}
		});
	}

	/**
	 * Its garbage collector keeps it from running most of the time.
	 * @return the family
	 */
	public static Family garbageCollection() {
		return Family.of("worker-gc", (arena, random) -> {
			int millis = random.nextInt(500, 2500);
			arena.anyLeader(random).tell("gc " + millis);
			Waiting.millis(millis);
		});
	}

}
