package io.github.leaderkit.benchmarks.peers;

import java.time.Duration;
import java.time.Instant;

import io.github.leaderkit.benchmarks.contender.Redis;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.provider.redis.spring.RedisLockProvider;

/**
 * What ShedLock does around each run of a job: a lock and an unlock.
 */
public final class ShedLockLocks implements Runnable {

	private static final Duration AT_MOST = Duration.ofSeconds(3);

	private final LockProvider provider;

	/**
	 * Connects.
	 * @param port the port of Redis
	 */
	public ShedLockLocks(int port) {
		this.provider = new RedisLockProvider.Builder(Redis.connectionFactory(port)).build();
	}

	@Override
	public void run() {
		this.provider.lock(new LockConfiguration(Instant.now(), "always", AT_MOST, Duration.ZERO))
			.orElseThrow()
			.unlock();
	}

}
