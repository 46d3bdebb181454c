package io.github.leaderkit.samples.operations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.jayway.jsonpath.JsonPath;
import io.github.leaderkit.testing.RedisServerProcess;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The dashboard and the alert rules, against a real Prometheus that scrapes two instances
 * of the sample.
 */
@Tag("slow")
@TestInstance(Lifecycle.PER_CLASS)
class MonitoringTests {

	private static final Path DOCS = Path.of("../../docs/monitoring");

	private static final Path RULES = DOCS.resolve("alerts.yml");

	/** What Spring Boot makes of observations. */
	private static final Pattern OBSERVED = Pattern
		.compile("leader_(election_(promotion|demotion|drain)_.*seconds|fire_(active_)?seconds).*");

	private static final Pattern METER = Pattern.compile("leader_[a-z_]+");

	private RedisServerProcess redis;

	private RunningInstance one;

	private RunningInstance two;

	private Prometheus prometheus;

	@BeforeAll
	void start(@TempDir Path directory) {
		Prometheus.assumeInstalled();
		this.redis = RedisServerProcess.start();
		this.one = RunningInstance.start(this.redis, "one");
		this.two = RunningInstance.start(this.redis, "two");
		this.prometheus = Prometheus.start(directory, RULES, List.of(this.one.port(), this.two.port()));
		await().until(() -> this.prometheus.query("leader_election_leading").size() == 2);
		// a change of leader, so that there is something of everything
		this.one.operator().post("/leader/default/resign");
		this.two.operator().post("/leader/default/resign");
		await().until(() -> this.prometheus.query("count_over_time(leader_election_leading[1m]) > 4").size() == 2);
	}

	@AfterAll
	void stop() throws InterruptedException {
		if (this.prometheus != null) {
			this.prometheus.close();
			this.two.close();
			this.one.close();
			this.redis.close();
		}
	}

	@Test
	void whenTheRulesAreCheckedThenTheyAreSound() throws Exception {
		assertThat(Prometheus.promtool("check", "rules", RULES.toString())).contains("SUCCESS");
		assertThat(Prometheus.promtool("test", "rules", DOCS.resolve("alerts-test.yml").toString()))
			.contains("SUCCESS");
	}

	@Test
	void whenInstancesAreScrapedThenOneOfThemLeads() {
		await().untilAsserted(() -> {
			assertThat(this.prometheus.query("up")).containsExactly("1", "1");
			assertThat(this.prometheus.query("sum(leader_election_leading)")).containsExactly("1");
			assertThat(this.prometheus.query("count(leader_election_term) by (election)")).containsExactly("2");
		});
	}

	@Test
	void whenARuleIsEvaluatedThenPrometheusFindsNoFaultInIt() {
		await().untilAsserted(() -> {
			List<String> health = JsonPath.read(this.prometheus.get("rules"), "$.data.groups[*].rules[*].health");
			assertThat(health).hasSize(12).containsOnly("ok");
		});
		List<String> firing = JsonPath.read(this.prometheus.get("rules"),
				"$.data.groups[*].rules[?(@.state == 'firing')].name");
		assertThat(firing).isEmpty();
	}

	@Test
	void whenAMeterIsNamedThenItExists() throws IOException {
		List<String> existing = JsonPath.read(this.prometheus.get("label/__name__/values"), "$.data");
		Set<String> named = new TreeSet<>();
		for (Path file : List.of(RULES, DOCS.resolve("alerts-test.yml"), DOCS.resolve("dashboard.json"))) {
			METER.matcher(Files.readString(file)).results().forEach((result) -> named.add(result.group()));
		}
		assertThat(named).hasSizeGreaterThan(20).isSubsetOf(existing);
		assertThat(named.stream().map(MonitoringTests::meter)).as("every meter is in the dashboard")
			.containsAll(existing.stream()
				.filter((name) -> name.startsWith("leader_") && !OBSERVED.matcher(name).matches())
				.map(MonitoringTests::meter)
				.toList());
	}

	/** The meter of a series of a timer. */
	private static String meter(String series) {
		return series.replaceAll("_seconds_(count|sum|max)$", "_seconds");
	}

	@Test
	void whenThePanelsOfTheDashboardAskThenEachFindsSomething() throws IOException {
		List<String> queries = JsonPath.read(Files.readString(DOCS.resolve("dashboard.json")),
				"$.panels[*].targets[*].expr");
		assertThat(queries).hasSizeGreaterThan(20).allSatisfy((query) -> {
			String concrete = Stream.of("$job", "$election")
				.reduce(query, (text, name) -> text.replace(name, ".+"))
				.replace("$__rate_interval", "1m");
			assertThat(this.prometheus.query(concrete)).as(concrete).isNotEmpty();
		});
	}

	@Test
	void whenNobodyLeadsThenTheRuleFindsIt() {
		this.one.operator().post("/leader/default/pause");
		this.two.operator().post("/leader/default/pause");
		List<String> rule = JsonPath.read(this.prometheus.get("rules"),
				"$.data.groups[*].rules[?(@.name == 'LeaderElectionNoLeader')].query");
		assertThat(rule).singleElement().asString().contains("> 30");
		String sooner = rule.get(0).replace("> 30", "> 1");
		await().untilAsserted(() -> assertThat(this.prometheus.query(sooner)).containsExactly("0"));
		this.one.operator().post("/leader/default/resume");
		this.two.operator().post("/leader/default/resume");
		await().untilAsserted(
				() -> assertThat(this.prometheus.query("sum(leader_election_leading)")).containsExactly("1"));
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(200));
	}

}
