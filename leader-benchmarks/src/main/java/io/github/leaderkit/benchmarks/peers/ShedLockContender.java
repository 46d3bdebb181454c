package io.github.leaderkit.benchmarks.peers;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.leaderkit.benchmarks.contender.Contender;
import io.github.leaderkit.benchmarks.contender.Redis;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.provider.redis.spring.RedisLockProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lock of ShedLock that is held and extended, and not released or extended if another
 * holds it by then, which is not the default. ShedLock tells nobody when one is free:
 * this asks as often as the initiator of Spring Integration does.
 */
public final class ShedLockContender implements Contender {

	private static final Logger logger = LoggerFactory.getLogger(ShedLockContender.class);

	private static final long ATTEMPT_MILLIS = 500;

	private static final int THREADS = 4;

	private final Duration lease;

	private final RedisLockProvider provider;

	private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(THREADS);

	private final Map<String, SimpleLock> held = new ConcurrentHashMap<>();

	/** By election: the next attempt to take or to extend. */
	private final Map<String, Future<?>> attempts = new ConcurrentHashMap<>();

	private Consumer<String> promoted = (key) -> {
	};

	/**
	 * Connects.
	 * @param port the port of Redis
	 * @param lease how long a lease lasts
	 */
	public ShedLockContender(int port, Duration lease) {
		this.lease = lease;
		this.provider = new RedisLockProvider.Builder(Redis.connectionFactory(port)).safeUpdate(true).build();
	}

	@Override
	public void start(List<String> keys, Consumer<String> promoted) {
		this.promoted = promoted;
		keys.forEach(this::rejoin);
	}

	@Override
	public void leave(String key) {
		Future<?> attempt = this.attempts.remove(key);
		if (attempt != null) {
			attempt.cancel(false);
		}
		SimpleLock lock = this.held.remove(key);
		if (lock != null) {
			lock.unlock();
		}
	}

	@Override
	public void rejoin(String key) {
		schedule(key, 0);
	}

	@Override
	public boolean claims(String key) {
		return this.held.containsKey(key);
	}

	private void schedule(String key, long millis) {
		this.attempts.put(key, this.timer.schedule(() -> attempt(key), millis, TimeUnit.MILLISECONDS));
	}

	private void attempt(String key) {
		SimpleLock current = this.held.remove(key);
		Optional<SimpleLock> lock = Optional.empty();
		try {
			lock = (current != null) ? current.extend(this.lease, Duration.ZERO)
					: this.provider.lock(new LockConfiguration(Instant.now(), key, this.lease, Duration.ZERO));
		}
		catch (RuntimeException ex) {
			logger.warn("Trying again", ex);
		}
		lock.ifPresent((one) -> this.held.put(key, one));
		schedule(key, lock.isPresent() ? this.lease.toMillis() / 2 : ATTEMPT_MILLIS);
		if (current == null && lock.isPresent()) {
			this.promoted.accept(key);
		}
	}

}
