package io.github.leaderkit.autoconfigure.health;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.autoconfigure.LeaderAutoConfiguration;
import io.github.leaderkit.engine.ElectionEngine;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LeaderHealthAutoConfiguration}.
 */
class LeaderHealthAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class, DataRedisAutoConfiguration.class,
				LeaderHealthAutoConfiguration.class))
		.withPropertyValues("leader.key=app");

	@Test
	void whenItDoesNotLeadThenItIsUpAllTheSame() {
		this.contextRunner.run((context) -> {
			Health health = context.getBean(HealthIndicator.class).health();
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).containsOnly(
					Map.entry("elections", Map.of("default", Map.of("leading", false))),
					Map.entry("replicaShortfalls", 0L));
		});
	}

	@Test
	void whenItLeadsThenTheTermIsTold() {
		this.contextRunner.withPropertyValues("leader.standalone=true").run((context) -> {
			context.getBean(ElectionEngine.class).start();
			LeaderElection election = context.getBean(LeaderElection.class);
			await().until(election::isLeader);
			assertThat(context.getBean(HealthIndicator.class).health().getDetails()).containsOnly(Map.entry("elections",
					Map.of("default", Map.of("leading", true, "term", election.leadership().orElseThrow().term()))));
		});
	}

	@Test
	void whenThereWasAnErrorThenItsKindIsTold() {
		this.contextRunner.run((context) -> {
			LeaderHealthIndicator indicator = context.getBean(LeaderHealthIndicator.class);
			indicator.onEvent(new LeadershipEvent.Errored("default", 0, ErrorKind.NOT_REPLICATED, "0 of 1 replicas",
					null, Instant.EPOCH));
			assertThat(indicator.health().getDetails()).containsEntry("elections", Map.of("default",
					Map.of("leading", false, "lastError", ErrorKind.NOT_REPLICATED, "lastErrorAt", Instant.EPOCH)));
		});
	}

	@Test
	void whenAnElectionFailsThenTheIndicatorHearsOfIt() {
		this.contextRunner.withPropertyValues("spring.data.redis.port=1").run((context) -> {
			context.getBean(ElectionEngine.class).start();
			HealthIndicator indicator = context.getBean(HealthIndicator.class);
			await().untilAsserted(
					() -> assertThat(indicator.health().getDetails().toString()).contains("lastError=UNREACHABLE"));
		});
	}

	@Test
	void whenTheIndicatorIsDisabledThenThereIsNone() {
		this.contextRunner.withPropertyValues("management.health.leader.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(LeaderElections.class)
				.doesNotHaveBean(HealthIndicator.class));
	}

	@Test
	void withoutHealthThereIsNone() {
		new ApplicationContextRunner().withUserConfiguration(Application.class)
			.withPropertyValues("leader.key=app")
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(LeaderElections.class)
				.doesNotHaveBean(LeaderHealthAutoConfiguration.class));
	}

	@Test
	void whenTheApplicationHasElectionsOfItsOwnThenTheirHealthIsTold() {
		LeaderElections elections = mock();
		given(elections.all()).willReturn(List.of());
		this.contextRunner.withBean(LeaderElections.class, () -> elections)
			.run((context) -> assertThat(context.getBean(HealthIndicator.class).health().getDetails())
				.containsOnly(Map.entry("elections", Map.of())));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DataRedisAutoConfiguration.class, LeaderAutoConfiguration.class,
			LeaderHealthAutoConfiguration.class })
	static class Application {

	}

}
