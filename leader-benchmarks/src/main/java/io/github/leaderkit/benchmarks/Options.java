package io.github.leaderkit.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.leaderkit.benchmarks.contender.ContenderKind;
import io.github.leaderkit.benchmarks.measure.Scope;

/**
 * What is to be measured.
 *
 * @param measures the names of the measures, or {@code all}
 * @param bars whether a missed bar is a failure
 * @param directory where figures and logs are written
 * @param scope of what and how often
 */
record Options(List<String> measures, boolean bars, Path directory, Scope scope) {

	static Options parse(String[] arguments) {
		Map<String, String> values = Stream.of(arguments)
			.map((argument) -> argument.split("=", 2))
			.collect(Collectors.toMap((parts) -> parts[0], (parts) -> parts[1]));
		Scope scope = new Scope(contenders(value(values, "contenders")), Integer.parseInt(value(values, "trials")),
				list(value(values, "sizes")).stream().map(Integer::valueOf).toList(),
				Integer.parseInt(value(values, "candidates")),
				Duration.ofSeconds(Long.parseLong(value(values, "seconds"))));
		return new Options(list(value(values, "measures")), value(values, "bars").equals("on"),
				Path.of(value(values, "directory")), scope);
	}

	private static List<ContenderKind> contenders(String value) {
		return value.equals("all") ? List.of(ContenderKind.values())
				: list(value).stream().map(ContenderKind::of).toList();
	}

	private static List<String> list(String value) {
		return List.of(value.split(","));
	}

	private static String value(Map<String, String> values, String name) {
		return Objects.requireNonNull(values.get(name), () -> "There is no " + name + "=");
	}

	boolean includes(String measure) {
		return this.measures.contains("all") || this.measures.contains(measure);
	}

}
