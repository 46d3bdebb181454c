package io.github.leaderkit.benchmarks.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.github.leaderkit.ScheduleSettings;
import io.github.leaderkit.engine.ElectionEngine;

/**
 * The time between the work of one run and that of the next, if it is always due: the end
 * is recorded, and the next one is claimed.
 */
final class RunsInARow {

	static final int RUNS = 2_000;

	static final int WARM_UP = 500;

	private static final double NANOS_PER_MILLI = 1_000_000;

	private RunsInARow() {
	}

	/**
	 * Measures it.
	 * @param engine an engine that has not been started
	 * @return milliseconds
	 */
	static List<Double> measure(ElectionEngine engine) throws InterruptedException {
		ExecutorService thread = Executors.newSingleThreadExecutor();
		List<Double> between = new ArrayList<>();
		CountDownLatch enough = new CountDownLatch(WARM_UP + RUNS);
		AtomicLong ended = new AtomicLong();
		engine.schedules()
			.add(ScheduledElections.ELECTION, ScheduleSettings.fixedRate("always", Duration.ofMillis(1)), (fire) -> {
				if (enough.getCount() < RUNS && enough.getCount() > 0) {
					between.add((System.nanoTime() - ended.get()) / NANOS_PER_MILLI);
				}
				enough.countDown();
				ended.set(System.nanoTime());
				return null;
			}, thread);
		engine.start();
		enough.await(1, TimeUnit.MINUTES);
		engine.stop().toCompletableFuture().join();
		thread.shutdown();
		return List.copyOf(between);
	}

}
