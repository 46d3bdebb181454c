package io.github.leaderkit.benchmarks.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.leaderkit.benchmarks.contender.ContenderKind;

/**
 * Figures by measure, row and name, in the order in which they came. The row of a
 * contender is its name.
 */
public final class Results {

	/** The middle of samples. */
	public static final String MEDIAN = "median";

	/** What nine of ten samples do not exceed. */
	public static final String P90 = "p90";

	/** How much more than the floor a median is. */
	public static final String OVER_FLOOR = "over floor";

	private final Map<String, Map<String, Map<String, Double>>> measures = new LinkedHashMap<>();

	private final List<String> samples = new ArrayList<>();

	/**
	 * Adds a figure.
	 * @param measure what was measured
	 * @param row of what
	 * @param name what the figure says
	 * @param value the figure
	 */
	public void put(String measure, Object row, String name, double value) {
		this.measures.computeIfAbsent(measure, (key) -> new LinkedHashMap<>())
			.computeIfAbsent(row.toString(), (key) -> new LinkedHashMap<>())
			.put(name, value);
	}

	/**
	 * Adds samples, and how they are distributed.
	 * @param measure what was measured
	 * @param row of what
	 * @param values the samples
	 */
	public void putSamples(String measure, Object row, List<Double> values) {
		values.forEach((value) -> this.samples.add(measure + "," + row + "," + value));
		Distribution distribution = new Distribution(values);
		put(measure, row, "n", distribution.count());
		put(measure, row, MEDIAN, distribution.median());
		put(measure, row, P90, distribution.percentile(90));
		put(measure, row, "max", distribution.max());
	}

	/**
	 * Adds how many times the median of the best peer and of the floor each median is,
	 * and how much more than that of the floor.
	 * @param measure what was measured
	 */
	public void putRatios(String measure) {
		OptionalDouble peer = bestPeer(measure, MEDIAN);
		OptionalDouble floor = figure(measure, ContenderKind.FLOOR, MEDIAN);
		for (String row : List.copyOf(rows(measure).keySet())) {
			figure(measure, row, MEDIAN).ifPresent((median) -> {
				peer.ifPresent((value) -> put(measure, row, "/ peer", median / value));
				floor.ifPresent((value) -> {
					put(measure, row, "/ floor", median / value);
					put(measure, row, OVER_FLOOR, median - value);
				});
			});
		}
	}

	/**
	 * A figure.
	 * @param measure what was measured
	 * @param row of what
	 * @param name what the figure says
	 * @return the figure, if there is one
	 */
	public OptionalDouble figure(String measure, Object row, String name) {
		Double value = rows(measure).getOrDefault(row.toString(), Map.of()).get(name);
		return (value != null) ? OptionalDouble.of(value) : OptionalDouble.empty();
	}

	/**
	 * The least figure of a peer.
	 * @param measure what was measured
	 * @param name what the figure says
	 * @return the figure, if there is one
	 */
	public OptionalDouble bestPeer(String measure, String name) {
		return Stream.of(ContenderKind.values())
			.filter(ContenderKind::isPeer)
			.map((kind) -> figure(measure, kind, name))
			.flatMapToDouble(OptionalDouble::stream)
			.min();
	}

	private Map<String, Map<String, Double>> rows(String measure) {
		return this.measures.getOrDefault(measure, Map.of());
	}

	/**
	 * What was measured so far.
	 * @return the names
	 */
	public List<String> measures() {
		return List.copyOf(this.measures.keySet());
	}

	/**
	 * All of a measure, for people.
	 * @param measure what was measured
	 * @return the lines
	 */
	public String table(String measure) {
		StringBuilder table = new StringBuilder();
		List<String> names = names(measure);
		table.append("%-24s".formatted(measure));
		names.forEach((name) -> table.append(" %12s".formatted(name)));
		rows(measure).forEach((row, figures) -> {
			table.append("\n%-24s".formatted("  " + row));
			names.forEach((name) -> table.append(" %12s".formatted(text(figures, name))));
		});
		return table.append('\n').toString();
	}

	/**
	 * All of a measure as a table of a Markdown page.
	 * @param measure what was measured
	 * @return the lines
	 */
	public String markdown(String measure) {
		StringBuilder table = new StringBuilder();
		List<String> names = names(measure);
		table.append(
				"| %s | %s |\n|---|%s\n".formatted(measure, String.join(" | ", names), "---:|".repeat(names.size())));
		rows(measure).forEach((row, figures) -> table.append("| %s | %s |\n".formatted(row,
				names.stream().map((name) -> text(figures, name)).collect(Collectors.joining(" | ")))));
		return table.append('\n').toString();
	}

	private List<String> names(String measure) {
		return rows(measure).values().stream().flatMap((row) -> row.keySet().stream()).distinct().toList();
	}

	private static String text(Map<String, Double> figures, String name) {
		Double value = figures.get(name);
		if (value == null) {
			return "-";
		}
		return String.format(Locale.ROOT, (value == Math.rint(value)) ? "%.0f" : "%.2f", value);
	}

	/**
	 * Writes all figures and all samples.
	 * @param directory where to
	 * @throws IOException if that is not possible
	 */
	public void write(Path directory) throws IOException {
		List<String> figures = new ArrayList<>(List.of("measure,row,figure,value"));
		this.measures.forEach((measure, rows) -> rows.forEach((row, values) -> values
			.forEach((name, value) -> figures.add(measure + "," + row + "," + name + "," + value))));
		Files.write(directory.resolve("figures.csv"), figures);
		Files.write(directory.resolve("tables.md"), measures().stream().map(this::markdown).toList());
		Files.write(directory.resolve("samples.csv"),
				Stream.concat(Stream.of("measure,row,value"), this.samples.stream()).toList());
	}

}
