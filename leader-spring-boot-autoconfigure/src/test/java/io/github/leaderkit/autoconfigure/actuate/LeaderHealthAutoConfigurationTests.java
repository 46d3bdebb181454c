package io.github.leaderkit.autoconfigure.actuate;

import java.util.List;
import java.util.Map;

import io.github.leaderkit.ElectionStatus.State;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.autoconfigure.LeaderAutoConfiguration;
import io.github.leaderkit.engine.ElectionEngine;
import org.junit.jupiter.api.Tag;
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
@Tag("slow")
class LeaderHealthAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class, DataRedisAutoConfiguration.class,
				LeaderHealthAutoConfiguration.class))
		.withPropertyValues("leader.key=app");

	@Test
	void whenItDoesNotContendThenItIsUpAllTheSame() {
		this.contextRunner.run((context) -> {
			Health health = context.getBean(HealthIndicator.class).health();
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).containsOnly(Map.entry("default", Map.of("state", State.STOPPED)));
		});
	}

	@Test
	void whenItLeadsThenTheTermIsTold() {
		this.contextRunner.withPropertyValues("leader.standalone=true").run((context) -> {
			context.getBean(ElectionEngine.class).start();
			LeaderElection election = context.getBean(LeaderElection.class);
			await().until(election::isLeader);
			Health health = context.getBean(HealthIndicator.class).health();
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).containsOnly(Map.entry("default",
					Map.of("state", State.LEADING, "term", election.leadership().orElseThrow().term())));
		});
	}

	@Test
	void whenAProblemIsToBeADetailOnlyThenItIsUp() {
		this.contextRunner
			.withPropertyValues("leader.ttl=1s", "leader.candidate=false", "leader.standalone=true",
					"leader.health.leaderless-leases=1", "leader.health.problem-status=up")
			.run((context) -> {
				context.getBean(ElectionEngine.class).start();
				HealthIndicator indicator = context.getBean(HealthIndicator.class);
				await().untilAsserted(() -> assertThat(indicator.health().getDetails().toString())
					.containsPattern("problems=\\[NO_LEADER: No leader has been known for \\d+s]"));
				assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
			});
	}

	@Test
	void whenAProblemTakesItOutOfServiceThenItSaysSo() {
		this.contextRunner
			.withPropertyValues("spring.data.redis.port=1", "leader.ttl=1s",
					"leader.health.problem-status=out-of-service")
			.run((context) -> {
				context.getBean(ElectionEngine.class).start();
				HealthIndicator indicator = context.getBean(HealthIndicator.class);
				await()
					.untilAsserted(() -> assertThat(indicator.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE));
				assertThat(indicator.health().getDetails().toString()).contains("problems=[UNREACHABLE: ");
			});
	}

	@Test
	void whenTheNumberOfLeasesIsNegativeThenTheApplicationDoesNotStart() {
		this.contextRunner.withPropertyValues("leader.health.leaderless-leases=-1")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("leader.health.leaderless-leases")
				.hasMessageContaining("-1"));
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
			.run((context) -> assertThat(context.getBean(HealthIndicator.class).health())
				.isEqualTo(Health.up().build()));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DataRedisAutoConfiguration.class, LeaderAutoConfiguration.class,
			LeaderHealthAutoConfiguration.class })
	static class Application {

	}

}
