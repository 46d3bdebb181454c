package io.github.leaderkit.store.redis;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseSignal.Kind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.SubscriptionListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link MessageSubscriber} without Redis.
 */
class MessageSubscriberTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final LeaseSignal SUBSCRIBED = new LeaseSignal(Kind.SUBSCRIBED, 0);

	private final RedisConnectionFactory factory = mock();

	private final RedisConnection connection = mock();

	private final AtomicInteger errors = new AtomicInteger();

	private final CountDownLatch end = new CountDownLatch(1);

	private final Queue<LeaseSignal> signals = new ConcurrentLinkedQueue<>();

	private MessageSubscriber subscriber = new MessageSubscriber(() -> this.factory, TIMEOUT);

	@AfterEach
	void close() {
		this.end.countDown();
		this.subscriber.close();
	}

	@Test
	void whenAnErrorEndsASubscriptionThenAnotherIsMade() {
		given(this.factory.getConnection()).willAnswer((call) -> {
			failOnce();
			return this.connection;
		});
		willAnswer((call) -> acknowledge(call.getArgument(0), call.getArgument(1))).given(this.connection)
			.subscribe(any(), any());
		this.subscriber.subscribe("channel", this.signals::add);
		Awaitility.await().untilAsserted(() -> assertThat(this.signals).containsExactly(SUBSCRIBED));
	}

	@Test
	void whenAnErrorEndsAReaderThenAnotherSubscribes() {
		given(this.factory.getConnection()).willReturn(this.connection);
		willAnswer((call) -> {
			SubscriptionListener listener = call.getArgument(0);
			byte[] channel = call.getArgument(1);
			if (this.errors.get() == 0) {
				listener.onChannelSubscribed(channel, 1);
			}
			failOnce();
			return acknowledge(listener, channel);
		}).given(this.connection).subscribe(any(), any());
		this.subscriber.subscribe("channel", this.signals::add);
		Awaitility.await().untilAsserted(() -> assertThat(this.signals).containsExactly(SUBSCRIBED, SUBSCRIBED));
	}

	@Test
	void whenTheThreadDoesNotStartThenTheNextSubscriptionStartsOne() {
		given(this.factory.getConnection()).willReturn(this.connection);
		willAnswer((call) -> acknowledge(call.getArgument(0), call.getArgument(1))).given(this.connection)
			.subscribe(any(), any());
		this.subscriber = new MessageSubscriber(() -> this.factory, TIMEOUT,
				(task) -> (this.errors.getAndIncrement() == 0) ? new UnstartableThread() : new Thread(task));
		assertThatExceptionOfType(OutOfMemoryError.class)
			.isThrownBy(() -> this.subscriber.subscribe("channel", this.signals::add));
		this.subscriber.subscribe("channel", this.signals::add);
		Awaitility.await().untilAsserted(() -> assertThat(this.signals).containsExactly(SUBSCRIBED));
	}

	private void failOnce() {
		if (this.errors.getAndIncrement() == 0) {
			throw new NoClassDefFoundError("a/part/of/the/Driver");
		}
	}

	private Object acknowledge(SubscriptionListener listener, byte[] channel) throws InterruptedException {
		listener.onChannelSubscribed(channel, 1);
		this.end.await();
		return null;
	}

	private static final class UnstartableThread extends Thread {

		@Override
		public void start() {
			throw new OutOfMemoryError("unable to create native thread");
		}

	}

}
