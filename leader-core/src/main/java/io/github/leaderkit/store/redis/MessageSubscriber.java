package io.github.leaderkit.store.redis;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseSignal.Kind;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Keeps the subscriptions to the messages of all elections: one connection, and one
 * thread that subscribes and unsubscribes on it. After any failure, the thread begins
 * anew with another connection. Elections do not depend on messages, so there is no
 * hurry, and nothing here blocks a caller.
 */
final class MessageSubscriber implements ChannelConnection.Receiver, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(MessageSubscriber.class);

	private final Supplier<? extends RedisConnectionFactory> factory;

	private final Duration timeout;

	private final ThreadFactory threads;

	private final Map<String, Consumer<LeaseSignal>> listeners = new ConcurrentHashMap<>();

	private final Object monitor = new Object();

	private final SubscriptionFailures failures = new SubscriptionFailures();

	private final Semaphore endOfPause = new Semaphore(0);

	private @Nullable Thread thread;

	private @Nullable ChannelConnection ended;

	private boolean changed;

	private boolean resetRequested;

	private boolean closed;

	MessageSubscriber(Supplier<? extends RedisConnectionFactory> factory, Duration timeout) {
		this(factory, timeout, Thread::new);
	}

	MessageSubscriber(Supplier<? extends RedisConnectionFactory> factory, Duration timeout, ThreadFactory threads) {
		this.factory = factory;
		this.timeout = timeout;
		this.threads = threads;
	}

	void subscribe(String channel, Consumer<LeaseSignal> listener) {
		synchronized (this.monitor) {
			if (this.closed) {
				return;
			}
			this.listeners.put(channel, listener);
			if (this.thread == null) {
				Thread thread = this.threads.newThread(this::run);
				thread.setName("leader-subscription");
				thread.setDaemon(true);
				thread.start();
				this.thread = thread;
			}
			signalChange();
		}
	}

	void unsubscribe(String channel) {
		synchronized (this.monitor) {
			this.listeners.remove(channel);
			signalChange();
		}
	}

	/**
	 * Asks for a new connection.
	 */
	void reset() {
		synchronized (this.monitor) {
			this.resetRequested = true;
			this.endOfPause.release();
			this.monitor.notifyAll();
		}
	}

	/**
	 * Ends all subscriptions, without waiting for that.
	 */
	@Override
	public void close() {
		synchronized (this.monitor) {
			this.closed = true;
			this.endOfPause.release();
			this.listeners.clear();
			this.monitor.notifyAll();
			if (this.thread != null && this.thread != Thread.currentThread()) {
				this.thread.interrupt();
			}
		}
	}

	/**
	 * Waits for some time until the connection is closed.
	 */
	void awaitEnd() {
		Thread thread;
		synchronized (this.monitor) {
			thread = this.thread;
		}
		if (thread != null && thread != Thread.currentThread()) {
			try {
				thread.join(this.timeout.multipliedBy(3).toMillis());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

	@Override
	public void onSubscribed(String channel) {
		tell(channel, new LeaseSignal(Kind.SUBSCRIBED, 0));
	}

	@Override
	public void onMessage(String channel, String message) {
		LeaseSignal signal = MessageFormat.read(message);
		if (signal != null) {
			tell(channel, signal);
		}
	}

	@Override
	public void onEnd(ChannelConnection connection, @Nullable Throwable failure) {
		synchronized (this.monitor) {
			this.ended = connection;
			this.monitor.notifyAll();
		}
		if (failure instanceof Error) {
			logger.warn("The reader of messages failed", failure);
		}
	}

	private void tell(String channel, LeaseSignal signal) {
		Consumer<LeaseSignal> listener = this.listeners.get(channel);
		if (listener == null) {
			return;
		}
		try {
			listener.accept(signal);
		}
		catch (RuntimeException ex) {
			logger.warn("The listener to {} failed", channel, ex);
		}
	}

	private void signalChange() {
		this.changed = true;
		this.monitor.notifyAll();
	}

	private void run() {
		try {
			while (awaitListeners()) {
				try (ChannelConnection connection = new ChannelConnection(this.factory.get(), this.timeout, this)) {
					serve(connection);
				}
				catch (InterruptedException ex) {
					throw ex;
				}
				catch (Throwable ex) {
					pause(ex);
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * A reset ends the pause: what was missing may be there.
	 */
	private void pause(Throwable failure) throws InterruptedException {
		synchronized (this.monitor) {
			if (this.closed) {
				return;
			}
		}
		this.endOfPause.tryAcquire(this.failures.onFailure(failure), TimeUnit.MILLISECONDS);
	}

	/**
	 * Subscribes and unsubscribes as asked, until nothing is left to listen to or the
	 * connection is to be replaced.
	 */
	private void serve(ChannelConnection connection) throws InterruptedException {
		Map<String, Consumer<LeaseSignal>> served = Map.of();
		do {
			Map<String, Consumer<LeaseSignal>> wanted = wanted();
			if (wanted.isEmpty()) {
				return;
			}
			connection.update(served, wanted);
			served = wanted;
			this.failures.onSuccess();
		}
		while (awaitChange(connection));
	}

	private boolean awaitListeners() throws InterruptedException {
		synchronized (this.monitor) {
			while (this.listeners.isEmpty() && !this.closed) {
				this.monitor.wait();
			}
			this.resetRequested = false;
			this.endOfPause.drainPermits();
			return !this.closed;
		}
	}

	private Map<String, Consumer<LeaseSignal>> wanted() {
		synchronized (this.monitor) {
			this.changed = false;
			return Map.copyOf(this.listeners);
		}
	}

	/**
	 * Waits until something is to be done.
	 * @return whether it can be done on this connection
	 */
	private boolean awaitChange(ChannelConnection connection) throws InterruptedException {
		synchronized (this.monitor) {
			while (!this.changed && !this.resetRequested && !this.closed && this.ended != connection) {
				this.monitor.wait();
			}
			if (this.ended == connection) {
				throw new RedisConnectionFailureException("The connection has ended");
			}
			return !this.resetRequested && !this.closed;
		}
	}

}
