package io.github.leaderkit.autoconfigure.metrics;

import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.autoconfigure.LeaderAutoConfiguration;
import io.github.leaderkit.store.LeaseStore;
import io.github.leaderkit.store.redis.RedisLeaseStore;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

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

	private final ApplicationContextRunner measuredRunner = this.contextRunner
		.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class));

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	@Test
	void whenReplicasFallShortThenThatIsCounted() {
		RedisLeaseStore store = mock();
		given(store.replicaShortfalls()).willReturn(3L);
		ObjectProvider<LeaseStore> stores = mock();
		given(stores.getIfUnique()).willReturn(store);
		ReplicaMetrics metrics = new ReplicaMetrics(stores);
		metrics.bindTo(this.registry);
		metrics.afterSingletonsInstantiated();
		assertThat(shortfalls(this.registry).count()).isEqualTo(3);
		SimpleMeterRegistry late = new SimpleMeterRegistry();
		metrics.bindTo(late);
		assertThat(shortfalls(late).count()).isEqualTo(3);
	}

	@Test
	void whenThereIsARegistryThenItHasTheMetersOfElectionsAndOfTheStore() {
		this.measuredRunner.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get("leader.election.leading").tag("election", "default").gauge().value()).isZero();
			assertThat(shortfalls(registry).count()).isZero();
		});
	}

	@Test
	void whenThereIsNoRegistryThenNothingFails() {
		this.contextRunner.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(LeaderMetrics.class));
	}

	@Test
	void whenARegistryIsBoundByHandThenItHasTheMetersFromThenOn() {
		this.contextRunner.run((context) -> {
			context.getBeanProvider(MeterBinder.class).forEach((binder) -> binder.bindTo(this.registry));
			assertThat(this.registry.get("leader.election.leading").gauges()).hasSize(1);
			assertThat(shortfalls(this.registry).count()).isZero();
		});
	}

	@Test
	void whenTheClientOfRedisIsMeasuredItselfAndEverythingIsLazyThenThereIsNoCircle() {
		this.measuredRunner.withUserConfiguration(MeasuredRedis.class)
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				assertThat(registry.get("leader.election.leading").gauges()).hasSize(1);
				assertThat(shortfalls(registry).count()).isZero();
			});
	}

	@Test
	void whenThereAreSeveralRegistriesThenEachHasTheMetersOnce() {
		this.measuredRunner.withUserConfiguration(TwoRegistries.class).run((context) -> {
			for (String name : new String[] { "one", "two" }) {
				SimpleMeterRegistry each = context.getBean(name, SimpleMeterRegistry.class);
				assertThat(each.get("leader.election.leading").gauges()).hasSize(1);
				assertThat(shortfalls(each).count()).isZero();
			}
			context.getBean(LeaderElections.class).close("default").toCompletableFuture().join();
			// observers are told by a thread of their own
			Awaitility.await()
				.untilAsserted(() -> assertThat(context.getBean("one", SimpleMeterRegistry.class).getMeters())
					.noneMatch((meter) -> meter.getId().getName().startsWith("leader.election.")));
		});
	}

	@Test
	void whenRedisIsNotUsedThenThereIsNoCounterOfTheStore() {
		this.measuredRunner.withPropertyValues("leader.standalone=true").run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.find(LeaderMeter.REPLICA_SHORTFALLS.id()).meters()).isEmpty();
			assertThat(registry.get("leader.election.leading").gauges()).hasSize(1);
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
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(MeterBinder.class)
				.doesNotHaveBean(ObserverRegistration.class));
	}

	@Test
	void whenTheElectionsAreThoseOfAParentContextThenTheyAreMeasuredThere() {
		this.measuredRunner.run((parent) -> this.contextRunner.withParent(parent)
			.run((child) -> assertThat(child.getBeanFactory().getBeanNamesForType(MeterBinder.class)).isEmpty()));
	}

	private static FunctionCounter shortfalls(MeterRegistry registry) {
		return registry.get(LeaderMeter.REPLICA_SHORTFALLS.id()).functionCounter();
	}

	@Configuration(proxyBeanMethods = false)
	static class TwoRegistries {

		@Bean
		SimpleMeterRegistry one() {
			return new SimpleMeterRegistry();
		}

		@Bean
		SimpleMeterRegistry two() {
			return new SimpleMeterRegistry();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MeasuredRedis {

		@Bean
		ClientResourcesBuilderCustomizer measured(MeterRegistry registry) {
			return (builder) -> registry.counter("measured");
		}

	}

}
