package io.github.leaderkit.store.redis;

import java.util.Properties;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Asks the server once for its version and settings, and logs them with warnings.
 * Elections do not depend on the answer, for which a thread of its own waits.
 */
final class ServerInquiry implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ServerInquiry.class);

	private final Supplier<? extends RedisConnectionFactory> factory;

	private final ThreadFactory threads;

	private final AtomicBoolean begun = new AtomicBoolean();

	private volatile @Nullable Thread thread;

	private volatile boolean closed;

	ServerInquiry(Supplier<? extends RedisConnectionFactory> factory) {
		this(factory, Thread::new);
	}

	ServerInquiry(Supplier<? extends RedisConnectionFactory> factory, ThreadFactory threads) {
		this.factory = factory;
		this.threads = threads;
	}

	/**
	 * Begins to ask, if that was not done before. Neither waits nor fails.
	 */
	void begin() {
		if (this.begun.get() || !this.begun.compareAndSet(false, true)) {
			return;
		}
		try {
			Thread thread = this.threads.newThread(this::ask);
			thread.setName("leader-inquiry");
			thread.setDaemon(true);
			this.thread = thread;
			thread.start();
		}
		catch (Throwable ex) {
			// such as no memory for another thread
			logger.debug("Redis is not asked about itself", ex);
		}
	}

	@Override
	public void close() {
		this.closed = true;
		Thread thread = this.thread;
		if (thread != null) {
			thread.interrupt();
		}
	}

	private void ask() {
		try (RedisConnection connection = this.factory.get().getConnection()) {
			Properties info = connection.serverCommands().info();
			if (info != null && !this.closed) {
				tell(ServerFacts.of(info));
			}
		}
		catch (Throwable ex) {
			logger.debug("Redis does not describe itself: {}", RedisErrors.rootMessage(ex));
		}
	}

	private static void tell(ServerFacts facts) {
		logger.info("Elections use {}", facts.text());
		facts.warnings().forEach(logger::warn);
	}

}
