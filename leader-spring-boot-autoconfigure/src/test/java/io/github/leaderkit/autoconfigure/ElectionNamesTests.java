package io.github.leaderkit.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ElectionNames}.
 */
class ElectionNamesTests {

	@Test
	void namesThatWereConfiguredAreKeptInTheirOrder() {
		assertThat(ElectionNames.of(bind(Map.of(), "nightly-report.ttl", "cleanup.ttl", "a.ttl")))
			.containsExactly("nightly-report", "cleanup", "a");
	}

	@Test
	void anEnvironmentVariableSetsTheElectionWithTheDashAndMakesNoneOfItsOwn() {
		Map<String, ElectionProperties> elections = bind(Map.of("LEADER_ELECTIONS_NIGHTLYREPORT_TTL", "30s"),
				"nightly-report.wait");
		assertThat(elections).containsKeys("nightly-report", "nightlyreport");
		assertThat(ElectionNames.of(elections)).containsExactly("nightly-report");
		assertThat(elections.get("nightly-report").getTtl()).isEqualTo(Duration.ofSeconds(30));
	}

	@Test
	void anEnvironmentVariableSetsTheElectionInCamelCaseAndMakesNoneOfItsOwn() {
		Map<String, ElectionProperties> elections = bind(Map.of("LEADER_ELECTIONS_NIGHTLYREPORT_TTL", "30s"),
				"nightlyReport.wait");
		assertThat(ElectionNames.of(elections)).containsExactly("nightlyReport");
		assertThat(elections.get("nightlyReport").getTtl()).isEqualTo(Duration.ofSeconds(30));
	}

	@Test
	void anEnvironmentVariableWithAnUnderscoreForTheDashMakesNoElectionOfItsOwn() {
		Map<String, ElectionProperties> elections = bind(Map.of("LEADER_ELECTIONS_NIGHTLY_REPORT_TTL", "30s"),
				"nightly-report.wait");
		assertThat(ElectionNames.of(elections)).containsExactly("nightly-report");
	}

	@Test
	void anEnvironmentVariableAloneMakesAnElection() {
		assertThat(ElectionNames.of(bind(Map.of("LEADER_ELECTIONS_NIGHTLY_TTL", "30s")))).containsExactly("nightly");
	}

	@Test
	void anElectionWhoseNameBeginsLikeAnotherIsKeptIfItHasProperties() {
		assertThat(ElectionNames.of(bind(Map.of(), "night.ttl", "nightly.ttl"))).containsExactly("night", "nightly");
	}

	private static Map<String, ElectionProperties> bind(Map<String, Object> variables, String... names) {
		Map<String, Object> properties = new LinkedHashMap<>();
		for (String name : names) {
			properties.put("leader.elections." + name, "10s");
		}
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().forEach((source) -> environment.getPropertySources().remove(source.getName()));
		environment.getPropertySources()
			.addLast(new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
					variables));
		environment.getPropertySources().addLast(new MapPropertySource("application", properties));
		return Binder.get(environment).bindOrCreate("leader", LeaderProperties.class).getElections();
	}

}
