package io.github.leaderkit.benchmarks.peers;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.github.leaderkit.benchmarks.contender.Contender;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/**
 * The lock of Redisson, kept by its watchdog. It is taken without a thread that waits,
 * which is the best that it can do with many.
 */
public final class RedissonContender implements Contender {

	private static final long OWNER = 1;

	private final RedissonClient client;

	/** Nothing tells who holds a lock that it is lost. */
	private final Set<String> held = ConcurrentHashMap.newKeySet();

	private Consumer<String> promoted = (key) -> {
	};

	/**
	 * Connects.
	 * @param port the port of Redis
	 * @param lease how long a lease lasts
	 */
	public RedissonContender(int port, Duration lease) {
		Config config = new Config().setLockWatchdogTimeout(lease.toMillis());
		config.useSingleServer().setAddress("redis://127.0.0.1:" + port);
		this.client = Redisson.create(config);
	}

	@Override
	public void start(List<String> keys, Consumer<String> promoted) {
		this.promoted = promoted;
		keys.forEach(this::rejoin);
	}

	@Override
	public void leave(String key) {
		this.held.remove(key);
		this.client.getLock(key).unlockAsync(OWNER);
	}

	@Override
	public void rejoin(String key) {
		this.client.getLock(key).lockAsync(OWNER).thenRun(() -> {
			this.held.add(key);
			this.promoted.accept(key);
		});
	}

	@Override
	public boolean claims(String key) {
		return this.held.contains(key);
	}

}
