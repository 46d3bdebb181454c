package io.github.leaderkit.chaos.family;

import java.io.IOException;
import java.util.List;
import java.util.Random;

import io.github.leaderkit.chaos.arena.Arena;
import io.github.leaderkit.chaos.arena.Waiting;
import io.github.leaderkit.chaos.arena.WorkerProcess;

/**
 * A process that remembers nothing meets a Redis that has forgotten, while no renewal of
 * the leaders gets through. Two may lead for up to a ttl in standard safety, none in
 * strict.
 */
public final class NewcomerFamilies {

	private static final long LED_SECONDS = 30;

	private NewcomerFamilies() {
	}

	/**
	 * All data were deleted.
	 * @return the family
	 */
	public static Family flush() {
		return newcomer("newcomer-flushall", (arena, random) -> arena.redis().ask("FLUSHALL")).losing(DataLoss.CERTAIN);
	}

	/**
	 * Redis was restarted without its data.
	 * @return the family
	 */
	public static Family restartEmpty() {
		return newcomer("newcomer-restart-empty", (arena, random) -> {
			arena.redis().kill();
			arena.redis().startEmpty();
		}).losing(DataLoss.CERTAIN);
	}

	/**
	 * The clock of Redis was set forward by more than a ttl.
	 * @return the family
	 */
	public static Family clockForward() {
		return newcomer("newcomer-clock-forward",
				(arena, random) -> arena.single()
					.clock()
					.setWallMillis(arena.single().clock().wallMillis() + random.nextInt(1100, 10_000)));
	}

	private static Family newcomer(String name, Loss loss) {
		return Family.of(name, (arena, random) -> {
			WorkerProcess newcomer = arena.anyLeader(random);
			List<WorkerProcess> others = arena.workers().stream().filter((worker) -> worker != newcomer).toList();
			newcomer.kill();
			newcomer.startHeld();
			Waiting.until(LED_SECONDS, () -> arena.watch().leaderless() == 0);
			others.forEach((worker) -> worker.proxy().requests().close());
			try {
				loss.in(arena, random);
				newcomer.tell("go");
				Waiting.millis(random.nextInt(500, 1500));
			}
			finally {
				others.forEach((worker) -> worker.proxy().requests().open());
			}
		});
	}

	/**
	 * Makes Redis forget.
	 */
	@FunctionalInterface
	private interface Loss {

		void in(Arena arena, Random random) throws IOException;

	}

}
