package io.github.leaderkit.benchmarks.measure;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.leaderkit.benchmarks.arena.Fleet;
import io.github.leaderkit.benchmarks.arena.Lab;
import io.github.leaderkit.benchmarks.arena.Server;
import io.github.leaderkit.benchmarks.arena.Setup;
import io.github.leaderkit.benchmarks.arena.Subscribers;
import io.github.leaderkit.benchmarks.contender.ContenderKind;
import io.github.leaderkit.benchmarks.result.Results;

/**
 * Handovers among very many candidates in milliseconds, and how many microseconds of
 * Redis each candidate costs in one; beside what it costs to wake as many connections by
 * a message. A quarter of the trials, and a quarter of the candidates first.
 */
public final class CandidatesMeasure implements Measure {

	/** The row of connections that are woken. */
	public static final String WAKE = "wake";

	/** Processor time of Redis for each candidate. */
	public static final String REDIS_MICROS = "redis us";

	private static final Duration LEASE = Duration.ofSeconds(15);

	private static final int PROCESSES = 4;

	private static final long REST_MILLIS = 5000;

	private static final double MICROS_PER_SECOND = 1e6;

	private static final double NANOS_PER_SECOND = 1e9;

	@Override
	public void run(String name, Scope scope, Lab lab, Results results) throws Exception {
		int trials = (scope.trials() + 3) / 4;
		for (int candidates : List.of(scope.candidates() / 4, scope.candidates())) {
			String measure = name + " " + candidates;
			for (ContenderKind kind : scope.only(ContenderKind.LEADER, ContenderKind.FLOOR)) {
				handOver(measure, trials, lab, kind, candidates, results);
			}
			wake(measure, trials, lab, candidates, results);
			results.putRatios(measure);
		}
	}

	private void handOver(String name, int trials, Lab lab, ContenderKind kind, int candidates, Results results)
			throws Exception {
		List<Double> millis = new ArrayList<>();
		double cpu = 0;
		try (Server redis = lab.redis();
				Fleet fleet = Fleet.start(lab, new Setup(kind, redis.port(), LEASE, 1, candidates / PROCESSES),
						PROCESSES)) {
			Thread.sleep(LEASE.toMillis());
			double idle = cpuPerSecond(redis);
			for (int i = 0; i < trials; i++) {
				double before = redis.cpuSeconds();
				long start = System.nanoTime();
				millis.add(HandoverMeasure.handOver(fleet));
				cpu += redis.cpuSeconds() - before - idle * (System.nanoTime() - start) / NANOS_PER_SECOND;
			}
		}
		results.putSamples(name, kind, millis);
		results.put(name, kind, REDIS_MICROS, cpu / trials / candidates * MICROS_PER_SECOND);
	}

	private static double cpuPerSecond(Server redis) throws IOException, InterruptedException {
		double before = redis.cpuSeconds();
		long start = System.nanoTime();
		Thread.sleep(REST_MILLIS);
		return (redis.cpuSeconds() - before) * NANOS_PER_SECOND / (System.nanoTime() - start);
	}

	private void wake(String name, int trials, Lab lab, int count, Results results) throws IOException {
		try (Server redis = lab.redis(); Subscribers subscribers = new Subscribers(redis, count)) {
			subscribers.wake();
			double before = redis.cpuSeconds();
			for (int i = 0; i < trials; i++) {
				subscribers.wake();
			}
			double cpu = redis.cpuSeconds() - before;
			results.put(name, WAKE, REDIS_MICROS, cpu / trials / count * MICROS_PER_SECOND);
		}
	}

}
