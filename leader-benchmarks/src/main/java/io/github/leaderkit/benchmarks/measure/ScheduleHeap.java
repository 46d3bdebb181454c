package io.github.leaderkit.benchmarks.measure;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.ScheduleSettings;
import io.github.leaderkit.benchmarks.arena.Histogram;
import io.github.leaderkit.benchmarks.arena.Server;
import io.github.leaderkit.benchmarks.result.Results;
import io.github.leaderkit.engine.ElectionEngine;

/**
 * What the objects of each schedule add to the heap of a leader, once it has enrolled
 * them.
 */
final class ScheduleHeap {

	private static final List<Integer> SIZES = List.of(100, 500);

	private static final Duration RATE = Duration.ofHours(1);

	private static final long LIMIT_NANOS = Duration.ofSeconds(30).toNanos();

	private static final long SETTLE_MILLIS = 2_000;

	private static final double KIB = 1024;

	private ScheduleHeap() {
	}

	static void measure(Server redis, String name, Results results) throws Exception {
		// What is loaded and created once is not to count for the first size
		bytes(redis, "rehearsal", SIZES.get(SIZES.size() - 1));
		long without = bytes(redis, "heap-0", 0);
		for (int schedules : SIZES) {
			long bytes = bytes(redis, "heap-" + schedules, schedules);
			results.put(name, schedules + " schedules", "KiB each", (bytes - without) / KIB / schedules);
		}
	}

	private static long bytes(Server redis, String key, int schedules) throws Exception {
		ExecutorService thread = Executors.newSingleThreadExecutor();
		ElectionEngine engine = ScheduledElections.engine(redis.port(), key);
		for (int i = 0; i < schedules; i++) {
			engine.schedules()
				.add(ScheduledElections.ELECTION, ScheduleSettings.fixedRate("job-" + i, RATE), (fire) -> null, thread);
		}
		engine.start();
		awaitEnrolment(engine, schedules);
		Thread.sleep(SETTLE_MILLIS);
		long bytes = Histogram.bytesHere();
		engine.stop().toCompletableFuture().join();
		thread.shutdown();
		return bytes;
	}

	private static void awaitEnrolment(ElectionEngine engine, int schedules) throws Exception {
		LeaderElection election = engine.find(ScheduledElections.ELECTION).orElseThrow();
		long start = System.nanoTime();
		while (!election.isLeader() || enrolled(engine) < schedules) {
			if (System.nanoTime() - start > LIMIT_NANOS) {
				throw new IOException("Not all of " + schedules + " schedules were enrolled");
			}
			Thread.sleep(20);
		}
	}

	private static int enrolled(ElectionEngine engine) {
		return engine.schedules().lookUp(ScheduledElections.ELECTION).toCompletableFuture().join().size();
	}

}
