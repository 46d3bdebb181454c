package io.github.leaderkit.integration;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.LeaderOnly.Otherwise;
import io.github.leaderkit.NotLeaderException;
import io.github.leaderkit.testing.RedisExtension;
import io.github.leaderkit.testing.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.stream.Consumer;
import org.springframework.data.redis.connection.stream.MapRecord;
import org.springframework.data.redis.connection.stream.ReadOffset;
import org.springframework.data.redis.connection.stream.StreamOffset;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.stream.StreamListener;
import org.springframework.data.redis.stream.StreamMessageListenerContainer;
import org.springframework.data.redis.stream.StreamMessageListenerContainer.StreamMessageListenerContainerOptions;
import org.springframework.data.redis.stream.StreamMessageListenerContainer.StreamReadRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Guarded listeners of a Redis stream, on a real Redis.
 */
@Tag("jdk-independent")
@Timeout(120)
@ExtendWith(RedisExtension.class)
class StreamListenerTests {

	private static final String STREAM = "leader-integration-tests:orders";

	@Test
	void whenAListenerIsGuardedThenItIsRefusedSinceAFollowerWouldDropRecords(RedisServer server) {
		assertThat(Applications.refusal(Dropping.class, "spring.data.redis.port=" + server.port()))
			.hasMessageContaining(Dropping.class.getName() + ".onMessage(MapRecord)")
			.hasMessageContaining("a follower would lose the work");
	}

	@Test
	void whenAFollowerThrowsThenNoRecordIsAcknowledged(RedisServer server) {
		try (ConfigurableApplicationContext context = Applications.run(Throwing.class,
				"spring.data.redis.host=" + server.host(), "spring.data.redis.port=" + server.port())) {
			StringRedisTemplate redis = context.getBean(StringRedisTemplate.class);
			redis.delete(STREAM);
			redis.opsForStream().createGroup(STREAM, "group");
			for (int i = 0; i < 4; i++) {
				redis.opsForStream().add(STREAM, Map.of("number", "" + i));
			}
			Throwing listener = context.getBean(Throwing.class);
			StreamMessageListenerContainer<String, MapRecord<String, String, String>> container = container(context);
			AtomicInteger refused = new AtomicInteger();
			container.register(StreamReadRequest.builder(StreamOffset.create(STREAM, ReadOffset.lastConsumed()))
				.consumer(Consumer.from("group", "follower"))
				.autoAcknowledge(false)
				.cancelOnError((ex) -> false)
				.errorHandler((ex) -> refused.addAndGet((ex instanceof NotLeaderException) ? 1 : 0))
				.build(), listener);
			container.start();
			Awaitility.await().until(() -> refused.get() == 4);
			container.stop();
			assertThat(listener.handled()).isZero();
			assertThat(redis.opsForStream().pending(STREAM, "group").getTotalPendingMessages()).isEqualTo(4);
			redis.delete(STREAM);
		}
	}

	private static StreamMessageListenerContainer<String, MapRecord<String, String, String>> container(
			ConfigurableApplicationContext context) {
		return StreamMessageListenerContainer.create(context.getBean(RedisConnectionFactory.class),
				StreamMessageListenerContainerOptions.builder().pollTimeout(Duration.ofMillis(100)).build());
	}

	static class Dropping implements StreamListener<String, MapRecord<String, String, String>> {

		@LeaderOnly
		@Override
		public void onMessage(MapRecord<String, String, String> message) {
		}

	}

	static class Throwing implements StreamListener<String, MapRecord<String, String, String>> {

		private int handled;

		@LeaderOnly(otherwise = Otherwise.THROW)
		@Override
		public void onMessage(MapRecord<String, String, String> message) {
			this.handled++;
		}

		int handled() {
			return this.handled;
		}

	}

}
