package io.github.leaderkit.autoconfigure.metrics;

import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.autoconfigure.LeaderAutoConfiguration;
import io.github.leaderkit.store.redis.RedisLeaseStore;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LeaderMetricsAutoConfiguration}.
 */
class LeaderMetricsAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class, DataRedisAutoConfiguration.class,
				LeaderMetricsAutoConfiguration.class))
		.withPropertyValues("leader.key=app", "leader.redis.wait-replicas=1");

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	@Test
	void whenReplicasFallShortThenThatIsCounted() {
		RedisLeaseStore store = mock();
		given(store.replicaShortfalls()).willReturn(3L);
		new LeaderMetrics(store).bindTo(this.registry);
		assertThat(shortfalls().count()).isEqualTo(3);
	}

	@Test
	void thereIsACounterOfTheStoreOfTheApplication() {
		this.contextRunner.run((context) -> {
			context.getBean(MeterBinder.class).bindTo(this.registry);
			assertThat(shortfalls().count()).isZero();
		});
	}

	@Test
	void whenRedisIsNotUsedThenThereIsNoCounter() {
		this.contextRunner.withPropertyValues("leader.standalone=true").run((context) -> {
			context.getBean(MeterBinder.class).bindTo(this.registry);
			assertThat(this.registry.getMeters()).isEmpty();
		});
	}

	@Test
	void withoutMicrometerThereIsNothing() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(LeaderElections.class)
				.doesNotHaveBean(LeaderMetricsAutoConfiguration.class));
	}

	@Test
	void whenTheApplicationHasElectionsOfItsOwnThenThereIsNothing() {
		this.contextRunner.withBean(LeaderElections.class, () -> mock())
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LeaderMetrics.class));
	}

	private FunctionCounter shortfalls() {
		return this.registry.get(LeaderMetrics.REPLICA_SHORTFALLS).functionCounter();
	}

}
