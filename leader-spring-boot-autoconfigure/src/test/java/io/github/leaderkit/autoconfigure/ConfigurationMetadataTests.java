package io.github.leaderkit.autoconfigure;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import com.jayway.jsonpath.JsonPath;
import io.github.leaderkit.ElectionSettings.OnError;
import io.github.leaderkit.ElectionSettings.Safety;
import io.github.leaderkit.autoconfigure.actuate.LeaderHealthProperties.ProblemStatus;
import io.github.leaderkit.guard.GuardSettings;
import io.github.leaderkit.store.redis.RedisLeaseStore;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.context.Lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the metadata of the configuration properties.
 */
class ConfigurationMetadataTests {

	private static final Map<String, Map<String, Object>> properties = new LinkedHashMap<>();

	private static String metadata;

	@BeforeAll
	static void read() throws Exception {
		try (InputStream file = LeaderProperties.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			metadata = new String(file.readAllBytes(), StandardCharsets.UTF_8);
			List<Map<String, Object>> content = JsonPath.read(metadata, "$.properties[*]");
			content.forEach((property) -> properties.put((String) property.get("name"), property));
		}
	}

	@Test
	void everyPropertyIsThere() {
		assertThat(properties).containsOnlyKeys("leader.auto-start", "leader.candidate", "leader.drain-timeout",
				"leader.elections", "leader.enabled", "leader.endpoint.allow-revoke",
				"leader.guard.check-before-commit", "leader.guard.order", "leader.health.leaderless-leases",
				"leader.health.problem-status", "leader.instance", "leader.interrupt-on-demotion", "leader.keep-alive",
				"leader.key", "leader.lifecycle-beans", "leader.max-led", "leader.max-tenure", "leader.mdc",
				"leader.on-error", "leader.rank", "leader.redis.command-timeout", "leader.redis.key-prefix",
				"leader.redis.retention", "leader.redis.wait-replicas", "leader.require-readiness", "leader.safety",
				"leader.schedules.catch-up", "leader.standalone", "leader.takeover-delay", "leader.ttl", "leader.wait",
				"leader.web.redirect", "management.endpoint.leader.access",
				"management.endpoint.leader.cache.time-to-live", "management.health.leader.enabled",
				"management.info.leader.enabled");
	}

	@Test
	void everyPropertyIsKnownSoThatOthersAreNot() {
		assertThat(new KnownProperties().names()).contains("test.leading")
			.filteredOn((name) -> !name.equals("test.leading"))
			.map((name) -> "leader." + name)
			.containsExactlyInAnyOrderElementsOf(properties.keySet()
				.stream()
				.filter((name) -> name.startsWith("leader.") && !name.equals("leader.elections"))
				.toList());
	}

	@Test
	void whenAPropertyTakesNamesOfBeansThenTheyAreCompleted() {
		assertThat(hint("leader.lifecycle-beans", "providers[0].name")).isEqualTo("spring-bean-reference");
		assertThat(hint("leader.lifecycle-beans", "providers[0].parameters.target"))
			.isEqualTo(Lifecycle.class.getName());
	}

	@Test
	void whenAPropertyIsAnEnumThenEachOfItsValuesIsDescribed() {
		assertThat(values("leader.safety")).containsExactlyElementsOf(names(Safety.values()));
		assertThat(values("leader.on-error")).containsExactlyElementsOf(names(OnError.values()));
		assertThat(values("leader.health.problem-status")).containsExactlyElementsOf(names(ProblemStatus.values()));
	}

	@Test
	void whenValuesAreOnlyExamplesThenOthersAreWelcome() {
		assertThat(hint("leader.ttl", "providers[0].name")).isEqualTo("any");
		assertThat(hint("leader.elections.keys", "providers[0].name")).isEqualTo("any");
	}

	@Test
	void everyPropertyHasADescriptionOfOneParagraphWithoutMarkup() {
		assertThat(properties.values())
			.allSatisfy((property) -> assertThat((String) property.get("description")).isNotBlank()
				.endsWith(".")
				.doesNotContain("{@", "<", "\n")
				.doesNotStartWith("The ")
				.doesNotStartWith("A "));
	}

	@Test
	void defaultsAreThoseOfTheSettings() {
		Map<String, Object> defaults = new LinkedHashMap<>();
		properties.forEach((name, property) -> {
			if (property.containsKey("defaultValue")) {
				defaults.put(name, property.get("defaultValue"));
			}
		});
		assertThat(defaults).containsOnly(Map.entry("leader.auto-start", true), Map.entry("leader.candidate", true),
				Map.entry("leader.endpoint.allow-revoke", false), Map.entry("leader.guard.check-before-commit", false),
				Map.entry("leader.guard.order", GuardSettings.DEFAULT_ORDER),
				Map.entry("leader.health.leaderless-leases", 3), Map.entry("leader.health.problem-status", "down"),
				Map.entry("leader.interrupt-on-demotion", false), Map.entry("leader.max-led", 0),
				Map.entry("leader.max-tenure", "0s"), Map.entry("leader.mdc", false), Map.entry("leader.rank", 0),
				Map.entry("leader.require-readiness", false), Map.entry("leader.drain-timeout", "20s"),
				Map.entry("leader.enabled", true), Map.entry("leader.on-error", "retry"),
				Map.entry("leader.redis.key-prefix", RedisLeaseStore.DEFAULT_PREFIX),
				Map.entry("leader.redis.retention", "7d"), Map.entry("leader.redis.wait-replicas", 0),
				Map.entry("leader.safety", "standard"), Map.entry("leader.schedules.catch-up", "1h"),
				Map.entry("leader.standalone", false), Map.entry("leader.takeover-delay", "0s"),
				Map.entry("leader.ttl", "15s"), Map.entry("management.endpoint.leader.access", "unrestricted"),
				Map.entry("management.endpoint.leader.cache.time-to-live", "0ms"),
				Map.entry("management.health.leader.enabled", true), Map.entry("management.info.leader.enabled", true));
	}

	private static Object hint(String name, String path) {
		List<Object> found = JsonPath.read(metadata, "$.hints[?(@.name == '" + name + "')]." + path);
		assertThat(found).as(name).hasSize(1);
		return found.get(0);
	}

	private static List<String> values(String name) {
		assertThat(JsonPath.<List<String>>read(metadata, "$.hints[?(@.name == '" + name + "')].values[*].description"))
			.allSatisfy((description) -> assertThat(description).endsWith("."));
		return JsonPath.read(metadata, "$.hints[?(@.name == '" + name + "')].values[*].value");
	}

	private static List<String> names(Enum<?>[] constants) {
		return Stream.of(constants).map((value) -> value.name().toLowerCase(Locale.ROOT).replace('_', '-')).toList();
	}

}
