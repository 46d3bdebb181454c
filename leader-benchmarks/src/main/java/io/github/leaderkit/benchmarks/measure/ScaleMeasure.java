package io.github.leaderkit.benchmarks.measure;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.leaderkit.benchmarks.arena.ContenderProcess;
import io.github.leaderkit.benchmarks.arena.Fleet;
import io.github.leaderkit.benchmarks.arena.Histogram;
import io.github.leaderkit.benchmarks.arena.Lab;
import io.github.leaderkit.benchmarks.arena.Server;
import io.github.leaderkit.benchmarks.arena.Setup;
import io.github.leaderkit.benchmarks.contender.ContenderKind;
import io.github.leaderkit.benchmarks.contender.Message.Word;
import io.github.leaderkit.benchmarks.result.Results;

/**
 * What it costs to lead many elections in one process: how many milliseconds it takes
 * until all are led, percent of a processor here and in Redis, and what each election
 * adds to the smallest number of them in KiB of heap and in threads.
 */
public final class ScaleMeasure implements Measure {

	private static final Duration LEASE = Duration.ofSeconds(15);

	private static final double NANOS_PER_MILLI = 1e6;

	private static final double NANOS_PER_SECOND = 1e9;

	private static final double KIB = 1024;

	@Override
	public void run(String name, Scope scope, Lab lab, Results results) throws Exception {
		Map<ContenderKind, Size> smallest = new LinkedHashMap<>();
		for (int elections : scope.sizes()) {
			for (ContenderKind kind : scope.contenders()) {
				if (elections <= kind.mostElections()) {
					String row = row(kind, elections);
					Size size = measure(scope, lab, kind, elections,
							(figure, value) -> results.put(name, row, figure, value));
					Size base = smallest.putIfAbsent(kind, size);
					if (base != null) {
						double more = elections - base.elections();
						results.put(name, row, "heap/e", (size.heap() - base.heap()) / KIB / more);
						results.put(name, row, "objects/e", (size.objects() - base.objects()) / KIB / more);
						results.put(name, row, "threads/e", (size.threads() - base.threads()) / more);
					}
				}
			}
		}
	}

	/**
	 * The row of a kind and a number of elections.
	 * @param kind the kind
	 * @param elections how many elections it leads
	 * @return the row
	 */
	public static String row(ContenderKind kind, int elections) {
		return kind + " " + elections;
	}

	private Size measure(Scope scope, Lab lab, ContenderKind kind, int elections, Figures figures)
			throws IOException, InterruptedException {
		try (Server redis = lab.redis();
				Fleet fleet = new Fleet(lab, new Setup(kind, redis.port(), LEASE, elections, 1))) {
			ContenderProcess process = fleet.launch();
			long start = process.ask(Word.START);
			figures.put("elected", (process.ask(Word.ELECTED) - start) / NANOS_PER_MILLI);
			Thread.sleep(scope.window().toMillis() * 2);
			long began = System.nanoTime();
			long cpu = process.ask(Word.CPU);
			double redisCpu = redis.cpuSeconds();
			Thread.sleep(scope.window().toMillis());
			double nanos = System.nanoTime() - began;
			figures.put("cpu %", (process.ask(Word.CPU) - cpu) / nanos * 100);
			figures.put("redis cpu %", (redis.cpuSeconds() - redisCpu) * NANOS_PER_SECOND / nanos * 100);
			Size size = new Size(elections, process.ask(Word.HEAP), Histogram.bytes(process),
					process.ask(Word.THREADS));
			figures.put("heap KiB", size.heap() / KIB);
			figures.put("threads", size.threads());
			return size;
		}
	}

	/**
	 * How large a process is.
	 */
	private record Size(int elections, long heap, long objects, long threads) {
	}

	/**
	 * Where the figures of a row go.
	 */
	@FunctionalInterface
	private interface Figures {

		void put(String name, double value);

	}

}
