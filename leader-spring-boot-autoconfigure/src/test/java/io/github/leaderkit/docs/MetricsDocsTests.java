package io.github.leaderkit.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.leaderkit.LeadershipEvent.FireMissed;
import io.github.leaderkit.LeadershipEvent.FireMissed.Cause;
import io.github.leaderkit.autoconfigure.LeaderAutoConfiguration;
import io.github.leaderkit.autoconfigure.metrics.LeaderMetricsAutoConfiguration;
import io.github.leaderkit.engine.report.ElectionObserver;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What docs/metrics.md says is what is registered.
 */
class MetricsDocsTests {

	private static final Path DOCUMENT = Path.of("../docs/metrics.md");

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class, DataRedisAutoConfiguration.class,
				LeaderMetricsAutoConfiguration.class))
		.withPropertyValues("leader.key=app");

	private String scrape = "";

	@Test
	void theTableListsEveryMeterWithItsTypeUnitAndTags() throws Exception {
		Set<String> documented = new TreeSet<>();
		rows("| meter | type |").forEach((row) -> documented.add(String.join(" ", row.subList(0, 4))));
		Set<String> registered = meters(new SimpleMeterRegistry()).stream()
			.map(MetricsDocsTests::describe)
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(documented).isEqualTo(registered);
	}

	@Test
	void theTableOfTagsListsEveryValue() throws Exception {
		Map<String, Set<String>> documented = new TreeMap<>();
		rows("| meter | tag |").forEach((row) -> documented.put(row.get(0) + " " + row.get(1),
				new TreeSet<>(Arrays.asList(row.get(2).split(", ")))));
		Map<String, Set<String>> registered = new TreeMap<>();
		meters(new SimpleMeterRegistry()).forEach((meter) -> meter.getTags()
			.stream()
			.filter((tag) -> !Set.of("election", "schedule").contains(tag.getKey()))
			.forEach((tag) -> registered.computeIfAbsent(meter.getName() + " " + tag.getKey(), (key) -> new TreeSet<>())
				.add(tag.getValue())));
		assertThat(documented).isEqualTo(registered);
	}

	@Test
	void theSeriesAreThoseOfPrometheus() throws Exception {
		PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		registry.throwExceptionOnRegistrationFailure();
		List<Meter.Id> meters = meters(registry);
		List<String> series = this.scrape.lines()
			.filter((line) -> !line.startsWith("#"))
			.map((line) -> line.substring(0, line.lastIndexOf(' ')))
			.toList();
		List<String> documented = block("```text");
		assertThat(series).containsAll(documented);
		assertThat(documented).as("at least one of each name")
			.hasSizeGreaterThanOrEqualTo((int) meters.stream().map(Meter.Id::getName).distinct().count());
	}

	@Test
	void theNumbersOfMetersAndSeriesAreThoseOfOneElection() throws Exception {
		PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		List<Meter.Id> meters = meters(registry).stream()
			.filter((id) -> id.getName().startsWith("leader.election."))
			.toList();
		long timers = meters.stream().filter((id) -> id.getType() == Meter.Type.TIMER).count();
		long series = this.scrape.lines().filter((line) -> line.startsWith("leader_election_")).count();
		assertThat(Files.readString(DOCUMENT))
			.contains(meters.size() + " meters per election: " + (meters.size() - timers) + " gauges and counters and "
					+ timers + " timers, in Prometheus " + series + " series.");
	}

	@Test
	void theNumbersOfMetersAndSeriesAreThoseOfOneSchedule() throws Exception {
		PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		List<Meter.Id> meters = meters(registry).stream().filter((id) -> id.getTag("schedule") != null).toList();
		long timers = meters.stream().filter((id) -> id.getType() == Meter.Type.TIMER).count();
		long series = this.scrape.lines().filter((line) -> line.contains("schedule=\"report\"")).count();
		assertThat(Files.readString(DOCUMENT))
			.contains(meters.size() + " meters per schedule: " + (meters.size() - timers) + " gauges and counters and "
					+ timers + " timers, in Prometheus " + series + " series.");
	}

	@Test
	void theHistogramIsSwitchedOnByTheProperty() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class))
			.withBean(PrometheusMeterRegistry.class, () -> new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
			.withPropertyValues("management.metrics.distribution.percentiles-histogram.leader.election.renewal=true")
			.run((context) -> {
				PrometheusMeterRegistry registry = context.getBean(PrometheusMeterRegistry.class);
				Timer timer = registry.get("leader.election.renewal").tag("outcome", "renewed").timer();
				assertThat(timer.takeSnapshot().histogramCounts()).isNotEmpty();
				assertThat(registry.scrape()).contains("leader_election_renewal_seconds_bucket{")
					.doesNotContain("leader_election_attempt_seconds_bucket{");
			});
	}

	private List<Meter.Id> meters(MeterRegistry registry) {
		List<Meter.Id> meters = new ArrayList<>();
		this.contextRunner.run((context) -> {
			context.getBeanProvider(MeterBinder.class).forEach((binder) -> binder.bindTo(registry));
			// a schedule has meters from when it is heard of
			FireMissed missed = new FireMissed("default", 1, "report", Instant.EPOCH, 1, Cause.TOO_LATE, Instant.EPOCH);
			context.getBeanProvider(ElectionObserver.class)
				.forEach((observer) -> observer.announce(missed, Duration.ZERO, () -> {
				}));
			registry.getMeters().forEach((meter) -> meters.add(meter.getId()));
			if (registry instanceof PrometheusMeterRegistry prometheus) {
				this.scrape = prometheus.scrape();
			}
		});
		return meters;
	}

	private static String describe(Meter.Id id) {
		return String.join(" ", id.getName(), id.getType().name().toLowerCase(),
				(id.getBaseUnit() != null) ? id.getBaseUnit() : "",
				id.getTags().stream().map(Tag::getKey).collect(Collectors.joining(", ")));
	}

	private static List<List<String>> rows(String header) throws IOException {
		List<String> lines = Files.readAllLines(DOCUMENT);
		int first = lines.indexOf(lines.stream().filter((line) -> line.startsWith(header)).findFirst().orElseThrow());
		return lines.stream()
			.skip(first + 2)
			.takeWhile((line) -> line.startsWith("|"))
			.map((line) -> Stream.of(line.substring(1).split("\\|"))
				.map((cell) -> cell.replace("`", "").trim())
				.toList())
			.toList();
	}

	private static List<String> block(String start) throws IOException {
		return Files.readAllLines(DOCUMENT)
			.stream()
			.dropWhile((line) -> !line.equals(start))
			.skip(1)
			.takeWhile((line) -> !line.equals("```"))
			.toList();
	}

}
