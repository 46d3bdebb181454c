package io.github.leaderkit.shedlock;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderSchedules;
import io.github.leaderkit.engine.ElectionEngine;
import io.github.leaderkit.store.redis.RedisLeaseStore;
import io.github.leaderkit.testing.RedisEndpoint;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * An instance with an election on a real Redis.
 */
final class RedisNode implements AutoCloseable {

	static final String ELECTION = "orders";

	private static final Duration DRAIN = Duration.ofSeconds(10);

	private final LettuceConnectionFactory connections;

	private final ElectionEngine engine;

	private final LeaderElection election;

	private final LockProvider provider;

	RedisNode(RedisEndpoint redis, String key, Duration ttl) {
		this.connections = new LettuceConnectionFactory(redis.configuration());
		this.connections.afterPropertiesSet();
		this.connections.start();
		Duration commandTimeout = ElectionSettings.commandTimeoutFor(List.of(ttl));
		this.engine = new ElectionEngine(
				new RedisLeaseStore(this.connections, RedisLeaseStore.DEFAULT_PREFIX, commandTimeout, System::nanoTime),
				commandTimeout, true);
		this.engine.start();
		this.election = this.engine.create(ELECTION,
				ElectionSettings.withKey(key).ttl(ttl).drainTimeout(DRAIN).build());
		this.provider = new LeaderLockProvider(this.election, schedules());
	}

	LeaderElection election() {
		return this.election;
	}

	LeaderSchedules schedules() {
		return this.engine.schedules();
	}

	LockProvider provider() {
		return this.provider;
	}

	Optional<SimpleLock> lock(String name) {
		return this.provider.lock(new LockConfiguration(Instant.now(), name, Duration.ofMinutes(10), Duration.ZERO));
	}

	@Override
	public void close() throws Exception {
		this.engine.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);
		this.connections.destroy();
	}

}
