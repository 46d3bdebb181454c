package io.github.leaderkit.benchmarks.measure;

import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.github.leaderkit.ScheduleSettings;
import io.github.leaderkit.benchmarks.arena.Server;
import io.github.leaderkit.benchmarks.result.Distribution;
import io.github.leaderkit.benchmarks.result.Results;
import io.github.leaderkit.engine.ElectionEngine;

/**
 * How late the work of crons begins that all fire at the same second, on a pool of one
 * thread and on virtual threads.
 */
final class CronLateness {

	private static final int WARM_UP_SECONDS = 5;

	private static final int VIRTUAL_THREADS_SINCE = 21;

	private static final double NANOS_PER_MILLI = 1_000_000;

	private final Server redis;

	private final String name;

	private final Duration window;

	private final Results results;

	CronLateness(Server redis, String name, Duration window, Results results) {
		this.redis = redis;
		this.name = name;
		this.window = window;
		this.results = results;
	}

	void measure(List<Integer> sizes) throws Exception {
		for (int schedules : sizes) {
			measure(schedules, "one thread", Executors.newSingleThreadExecutor());
			if (Runtime.version().feature() >= VIRTUAL_THREADS_SINCE) {
				measure(schedules, "virtual threads", virtualThreads());
			}
		}
		if (Runtime.version().feature() < VIRTUAL_THREADS_SINCE) {
			System.out.println(this.name + ": virtual threads are left out: they need JDK " + VIRTUAL_THREADS_SINCE
					+ ", and this is " + Runtime.version().feature());
		}
	}

	/**
	 * This module is compiled for a JDK that does not have them.
	 */
	private static ExecutorService virtualThreads()
			throws NoSuchMethodException, IllegalAccessException, InvocationTargetException {
		return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
	}

	private void measure(int schedules, String kind, ExecutorService threads) throws InterruptedException {
		ElectionEngine engine = ScheduledElections.engine(this.redis.port(),
				"lateness-" + schedules + "-" + kind.replace(' ', '-'));
		List<Double> lateness = Collections.synchronizedList(new ArrayList<>());
		Instant warm = Instant.now().plusSeconds(WARM_UP_SECONDS);
		for (int i = 0; i < schedules; i++) {
			engine.schedules()
				.add(ScheduledElections.ELECTION, ScheduleSettings.cron("job-" + i, "* * * * * *", ZoneOffset.UTC),
						(fire) -> {
							if (fire.planned().isAfter(warm)) {
								lateness
									.add(Duration.between(fire.planned(), Instant.now()).toNanos() / NANOS_PER_MILLI);
							}
							return null;
						}, threads);
		}
		engine.start();
		Thread.sleep(Duration.ofSeconds(WARM_UP_SECONDS).plus(this.window).toMillis());
		engine.stop().toCompletableFuture().join();
		threads.shutdown();
		String row = schedules + " " + kind;
		List<Double> samples = List.copyOf(lateness);
		this.results.putSamples(this.name, row, samples);
		this.results.put(this.name, row, "p99", new Distribution(samples).percentile(99));
	}

}
