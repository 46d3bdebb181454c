package io.github.leaderkit.autoconfigure.metrics;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.autoconfigure.LeaderAutoConfiguration;
import io.github.leaderkit.engine.ElectionEngine;
import io.github.leaderkit.engine.report.ElectionObserver;
import io.github.leaderkit.engine.report.StoreOperation;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.testing.RedisExtension;
import io.github.leaderkit.testing.RedisServer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.observation.LettuceObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LeaderObservationAutoConfiguration}.
 */
@Tag("slow")
@ExtendWith(RedisExtension.class)
@Timeout(60)
class LeaderObservationAutoConfigurationTests {

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class, DataRedisAutoConfiguration.class,
				LettuceObservationAutoConfiguration.class, LeaderObservationAutoConfiguration.class))
		.withPropertyValues("leader.key=observed", "leader.ttl=1500ms");

	@Test
	void whenThereIsARegistryThenPromotionsAreObserved() {
		this.contextRunner.withBean(ObservationRegistry.class, () -> this.registry)
			.withPropertyValues("leader.standalone=true")
			.run((context) -> {
				context.getBean(ElectionEngine.class).start();
				Awaitility.await()
					.untilAsserted(() -> TestObservationRegistryAssert.assertThat(this.registry)
						.hasObservationWithNameEqualTo("leader.election.promotion"));
			});
	}

	@Test
	void whenThereIsNoRegistryOrNoneInUseThenNothingFails() {
		this.contextRunner.run((context) -> assertThat(context).hasNotFailed());
		this.contextRunner.withBean(ObservationRegistry.class, () -> ObservationRegistry.NOOP)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenThereAreSeveralRegistriesThenNoneIsChosen() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class, DataRedisAutoConfiguration.class,
					LeaderObservationAutoConfiguration.class))
			.withPropertyValues("leader.key=observed")
			.withBean("one", ObservationRegistry.class, ObservationRegistry::create)
			.withBean("two", ObservationRegistry.class, ObservationRegistry::create)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void withoutMicrometerCoreObservationsWork() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
			.withBean(ObservationRegistry.class, () -> this.registry)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(ObserverRegistration.class));
	}

	@Test
	void whenTheApplicationHasElectionsOfItsOwnThenThereIsNothing() {
		this.contextRunner.withBean(LeaderElections.class, () -> mock())
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ObserverRegistration.class));
	}

	@Test
	void whenCommandsToRedisAreObservedThenThoseOfElectionsAreNot(RedisServer redis) {
		List<String> names = new CopyOnWriteArrayList<>();
		this.registry.observationConfig().observationHandler(new Names(names));
		this.contextRunner.withBean(ObservationRegistry.class, () -> this.registry)
			.withPropertyValues("spring.data.redis.host=" + redis.host(), "spring.data.redis.port=" + redis.port())
			.run((context) -> {
				ElectionEngine engine = context.getBean(ElectionEngine.class);
				AtomicInteger renewals = new AtomicInteger();
				engine.addObserver(new Renewals(renewals));
				engine.start();
				LeaderElection election = context.getBean(LeaderElection.class);
				Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> renewals.get() >= 6);
				election.revoke().toCompletableFuture().join();
				engine.stop().toCompletableFuture().join();
				assertThat(names).isNotEmpty().allMatch((name) -> name.startsWith("leader.election."));
				context.getBean(StringRedisTemplate.class).opsForValue().get("observed-by-application");
				assertThat(names).anyMatch((name) -> !name.startsWith("leader.election."));
				TestObservationRegistryAssert.assertThat(this.registry)
					.hasAnObservation((each) -> each.hasContextualNameEqualTo("get"));
			});
	}

	private record Names(List<String> names) implements ObservationHandler<Observation.Context> {

		@Override
		public void onStart(Observation.Context context) {
			this.names.add(String.valueOf(context.getName()));
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

	private record Renewals(AtomicInteger count) implements ElectionObserver {

		@Override
		public void answered(String election, StoreOperation operation, LeaseReply.@Nullable Code code,
				Duration roundTrip) {
			if (operation == StoreOperation.RENEWAL) {
				this.count.incrementAndGet();
			}
		}

	}

}
