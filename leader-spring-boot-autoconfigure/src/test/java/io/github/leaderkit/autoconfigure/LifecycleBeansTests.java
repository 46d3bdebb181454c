package io.github.leaderkit.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderLifecycle;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.LeadershipListener;
import io.github.leaderkit.context.LeaderElectionsLifecycle;
import io.github.leaderkit.testing.RedisExtension;
import io.github.leaderkit.testing.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for containers of libraries that run only while this instance leads.
 */
@Tag("slow")
@Timeout(120)
class LifecycleBeansTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class))
		.withUserConfiguration(Schedulers.class)
		.withPropertyValues("leader.key=app", "leader.standalone=true", "leader.elections.nightly.auto-start=false");

	@Test
	void whenBeansAreAnnotatedOrNamedThenTheyFollowTheirElections() {
		this.contextRunner
			.withPropertyValues("leader.lifecycle-beans=named", "leader.elections.nightly.lifecycle-beans=nightly")
			.run((context) -> {
				SmartLifecycle annotated = context.getBean("annotated", SmartLifecycle.class);
				SmartLifecycle named = context.getBean("named", SmartLifecycle.class);
				SmartLifecycle nightly = context.getBean("nightly", SmartLifecycle.class);
				assertThat(List.of(annotated, named, nightly)).noneMatch(SmartLifecycle::isRunning);
				assertThat(context.getBean("free", SmartLifecycle.class).isRunning()).isTrue();
				context.getBean(LeaderElectionsLifecycle.class).arm();
				Awaitility.await().until(() -> annotated.isRunning() && named.isRunning());
				assertThat(nightly.isRunning()).isFalse();
				context.getBean(LeaderElections.class).get("nightly").start();
				Awaitility.await().until(nightly::isRunning);
			});
	}

	@Test
	void whenDisabledThenTheBeansDoNotRun() {
		this.contextRunner.withPropertyValues("leader.enabled=false").run((context) -> {
			context.getBean(LeaderElectionsLifecycle.class).arm();
			SmartLifecycle annotated = context.getBean("annotated", SmartLifecycle.class);
			annotated.start();
			assertThat(annotated.isRunning()).isFalse();
		});
	}

	@Test
	void whenTheBeansFollowTheElectionThenTheyAreToldBeforeAllListeners() {
		List<Boolean> running = new CopyOnWriteArrayList<>();
		this.contextRunner.withBean("listener", LeadershipListener.class, () -> (event) -> {
			if (event instanceof Promoted) {
				running.add(Schedulers.current.isRunning());
			}
		}).run((context) -> {
			context.getBean(LeaderElectionsLifecycle.class).arm();
			Awaitility.await().until(() -> !running.isEmpty());
			assertThat(running).containsExactly(true);
		});
	}

	@Nested
	@ExtendWith(RedisExtension.class)
	class OnRedis {

		@Test
		void whenAnotherInstanceIsPromotedThenItReceivesTheMessagesAndNobodyElse(RedisServer redis) throws Exception {
			try (Fleet fleet = new Fleet(redis, UUID.randomUUID().toString(), Duration.ofSeconds(10),
					"leader.lifecycle-beans=theirs")) {
				Instance first = fleet.start(Messages.class);
				awaitReceiving(first);
				Instance second = fleet.start(Messages.class);
				assertThat(publish(first, second)).isEqualTo(first);
				first.election().resign().toCompletableFuture().get(10, TimeUnit.SECONDS);
				assertThat(container(first).isRunning()).isFalse();
				awaitReceiving(second);
				assertThat(publish(first, second)).isEqualTo(second);
				second.close();
				awaitReceiving(first);
				assertThat(fleet.overlaps()).isEmpty();
			}
		}

		private Instance publish(Instance first, Instance second) {
			String message = UUID.randomUUID().toString();
			first.bean(StringRedisTemplate.class).convertAndSend("orders", message);
			Awaitility.await().until(() -> received(first).contains(message) || received(second).contains(message));
			assertThat(received(first).contains(message)).isNotEqualTo(received(second).contains(message));
			return received(first).contains(message) ? first : second;
		}

		private void awaitReceiving(Instance instance) {
			Awaitility.await().until(() -> {
				instance.bean(StringRedisTemplate.class).convertAndSend("orders", "probe");
				return container(instance).isListening() && received(instance).contains("probe");
			});
			received(instance).clear();
		}

		private RedisMessageListenerContainer container(Instance instance) {
			return instance.context().getBean("theirs", RedisMessageListenerContainer.class);
		}

		private List<String> received(Instance instance) {
			return instance.bean(Messages.class).received;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Messages {

		final List<String> received = new CopyOnWriteArrayList<>();

		@Bean
		RedisMessageListenerContainer theirs(@Qualifier("redisConnectionFactory") RedisConnectionFactory factory) {
			RedisMessageListenerContainer container = new RedisMessageListenerContainer();
			container.setConnectionFactory(factory);
			container.addMessageListener((message, pattern) -> this.received.add(new String(message.getBody())),
					ChannelTopic.of("orders"));
			return container;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Schedulers {

		private static volatile ThreadPoolTaskScheduler current = new ThreadPoolTaskScheduler();

		@Bean
		@LeaderLifecycle("default")
		ThreadPoolTaskScheduler annotated() {
			ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
			current = scheduler;
			return scheduler;
		}

		@Bean
		ThreadPoolTaskScheduler named() {
			return new ThreadPoolTaskScheduler();
		}

		@Bean
		ThreadPoolTaskScheduler nightly() {
			return new ThreadPoolTaskScheduler();
		}

		@Bean
		ThreadPoolTaskScheduler free() {
			return new ThreadPoolTaskScheduler();
		}

	}

}
