package io.github.leaderkit.benchmarks.contender;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.engine.ElectionEngine;
import io.github.leaderkit.store.redis.RedisLeaseStore;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * This library, as the auto-configuration sets it up.
 */
public final class LeaderContender implements Contender {

	private final Duration lease;

	private final ElectionEngine engine;

	/**
	 * Connects nothing yet: the engine does when it starts.
	 * @param port the port of Redis
	 * @param lease how long a lease lasts
	 */
	public LeaderContender(int port, Duration lease) {
		this.lease = lease;
		LettuceConnectionFactory connectionFactory = Redis.connectionFactory(port);
		Duration commandTimeout = ElectionSettings.commandTimeoutFor(List.of(lease));
		this.engine = new ElectionEngine(new RedisLeaseStore(connectionFactory, RedisLeaseStore.DEFAULT_PREFIX,
				commandTimeout, System::nanoTime), commandTimeout, true);
	}

	@Override
	public void start(List<String> keys, Consumer<String> promoted) {
		this.engine.addListener((event) -> {
			if (event instanceof Promoted) {
				promoted.accept(event.election());
			}
		});
		keys.forEach((key) -> this.engine.create(key, ElectionSettings.withKey(key).ttl(this.lease).build()));
		this.engine.start();
	}

	@Override
	public void leave(String key) {
		election(key).stop();
	}

	@Override
	public void rejoin(String key) {
		election(key).start();
	}

	@Override
	public boolean claims(String key) {
		return election(key).isLeader();
	}

	private LeaderElection election(String key) {
		return this.engine.find(key).orElseThrow();
	}

}
