package io.github.leaderkit.store.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.connection.Message;
import org.springframework.data.redis.connection.MessageListener;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.Subscription;
import org.springframework.data.redis.connection.SubscriptionListener;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * One connection that is subscribed to channels. Used by one thread; a thread of the
 * driver delivers what it receives.
 *
 * <p>
 * Lettuce subscribes again by itself when it has lost the connection. With any other
 * driver a thread has to wait for messages, and the connection is over when that thread
 * returns.
 */
final class ChannelConnection implements MessageListener, SubscriptionListener, AutoCloseable {

	private static final int BATCH_SIZE = 500;

	private final RedisConnection connection;

	private final boolean blocking;

	private final Duration timeout;

	private final Receiver receiver;

	private final Set<String> unacknowledged = ConcurrentHashMap.newKeySet();

	private final Semaphore acknowledgements = new Semaphore(0);

	private boolean subscribed;

	ChannelConnection(RedisConnectionFactory factory, Duration timeout, Receiver receiver) {
		this.connection = factory.getConnection();
		this.blocking = !(factory instanceof LettuceConnectionFactory);
		this.timeout = timeout;
		this.receiver = receiver;
	}

	/**
	 * Subscribes and unsubscribes, and waits until the server has acknowledged what is
	 * new.
	 * @param served the channels so far, each with its listener
	 * @param wanted the channels from now on; one with another listener is subscribed to
	 * again, so that this one learns that messages arrive
	 */
	void update(Map<String, ?> served, Map<String, ?> wanted) throws InterruptedException {
		List<String> added = wanted.entrySet()
			.stream()
			.filter((entry) -> served.get(entry.getKey()) != entry.getValue())
			.map(Map.Entry::getKey)
			.toList();
		for (int i = 0; i < added.size(); i += BATCH_SIZE) {
			subscribe(added.subList(i, Math.min(i + BATCH_SIZE, added.size())));
		}
		List<String> removed = served.keySet().stream().filter((channel) -> !wanted.containsKey(channel)).toList();
		if (!removed.isEmpty()) {
			unsubscribe(removed);
		}
	}

	private void subscribe(Collection<String> channels) throws InterruptedException {
		this.unacknowledged.addAll(channels);
		byte[][] names = bytes(channels);
		Subscription subscription = this.connection.getSubscription();
		if (this.subscribed && subscription != null) {
			subscription.subscribe(names);
		}
		else if (this.blocking) {
			Thread reader = new Thread(() -> read(names), "leader-subscription-reader");
			reader.setDaemon(true);
			reader.start();
		}
		else {
			this.connection.subscribe(this, names);
		}
		if (!this.acknowledgements.tryAcquire(channels.size(), this.timeout.toNanos(), TimeUnit.NANOSECONDS)) {
			throw new QueryTimeoutException("Redis did not acknowledge subscriptions in time");
		}
		this.subscribed = true;
	}

	private void unsubscribe(Collection<String> channels) {
		Subscription subscription = this.connection.getSubscription();
		if (subscription != null) {
			subscription.unsubscribe(bytes(channels));
		}
	}

	@Override
	public void onMessage(Message message, byte @Nullable [] pattern) {
		this.receiver.onMessage(text(message.getChannel()), text(message.getBody()));
	}

	@Override
	public void onChannelSubscribed(byte[] name, long count) {
		String channel = text(name);
		this.receiver.onSubscribed(channel);
		if (this.unacknowledged.remove(channel)) {
			this.acknowledgements.release();
		}
	}

	@Override
	public void close() {
		Subscription subscription = this.connection.getSubscription();
		try {
			if (subscription != null) {
				subscription.close();
			}
		}
		finally {
			this.connection.close();
		}
	}

	private void read(byte[][] names) {
		Throwable end = null;
		try {
			this.connection.subscribe(this, names);
		}
		catch (Throwable ex) {
			end = ex;
		}
		this.receiver.onEnd(this, end);
	}

	private static byte[][] bytes(Collection<String> channels) {
		return channels.stream().map((channel) -> channel.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

	/**
	 * Gets what a connection receives, on a thread of the driver.
	 */
	interface Receiver {

		void onSubscribed(String channel);

		void onMessage(String channel, String message);

		/**
		 * The connection of a driver that does not reconnect by itself is over.
		 */
		void onEnd(ChannelConnection connection, @Nullable Throwable failure);

	}

}
