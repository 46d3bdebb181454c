package io.github.leaderkit.benchmarks.guard;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs JMH and writes a line {@code <benchmark>,<nanoseconds>} for each iteration.
 */
public final class GuardRun {

	private GuardRun() {
	}

	/**
	 * Runs it.
	 * @param arguments how many milliseconds an iteration takes, and the file
	 * @throws Exception if it cannot be measured
	 */
	public static void main(String[] arguments) throws Exception {
		TimeValue iteration = TimeValue.milliseconds(Long.parseLong(arguments[0]));
		Options options = new OptionsBuilder().include(GuardBenchmark.class.getName())
			.shouldFailOnError(true)
			.forks(3)
			.warmupIterations(5)
			.warmupTime(iteration)
			.measurementIterations(10)
			.measurementTime(iteration)
			.build();
		List<String> lines = new ArrayList<>();
		for (RunResult result : new Runner(options).run()) {
			for (BenchmarkResult fork : result.getBenchmarkResults()) {
				fork.getIterationResults()
					.forEach((each) -> lines
						.add(result.getPrimaryResult().getLabel() + "," + each.getPrimaryResult().getScore()));
			}
		}
		Files.write(Path.of(arguments[1]), lines);
	}

}
