package io.github.leaderkit.benchmarks.measure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.leaderkit.benchmarks.arena.Lab;
import io.github.leaderkit.benchmarks.result.Results;

/**
 * What a guarded call costs over a plain advice, in nanoseconds, measured by JMH.
 */
public final class GuardMeasure implements Measure {

	@Override
	public void run(String name, Scope scope, Lab lab, Results results) throws Exception {
		Path report = lab.directory().resolve("guard.csv");
		lab.java("guard.log", List.of("io.github.leaderkit.benchmarks.guard.GuardRun",
				"" + scope.window().dividedBy(20).toMillis(), report.toString()));
		Map<String, List<Double>> samples = Files.readAllLines(report)
			.stream()
			.map((line) -> line.split(","))
			.collect(Collectors.groupingBy((parts) -> parts[0],
					Collectors.mapping((parts) -> Double.valueOf(parts[1]), Collectors.toList())));
		samples.forEach((row, values) -> results.putSamples(name, row, values));
		double plain = results.figure(name, "plain", Results.MEDIAN).orElseThrow();
		for (String row : List.of("led", "skipped")) {
			results.put(name, row, "over plain", results.figure(name, row, Results.MEDIAN).orElseThrow() - plain);
		}
	}

}
