package io.github.leaderkit.store.redis;

import java.time.Duration;

import io.lettuce.core.AbstractRedisClient;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Derives the connection factory of elections from the one of the application. Used by
 * one thread at a time.
 */
final class DerivationFromApplication implements OwnConnections.Derivation {

	private final LettuceConnectionFactory application;

	private final Duration timeout;

	private final LeaseConnectionCustomizer customizer;

	/** The client of that factory: one that is started again has another one. */
	private volatile @Nullable AbstractRedisClient client;

	DerivationFromApplication(LettuceConnectionFactory application, Duration timeout,
			LeaseConnectionCustomizer customizer) {
		this.application = application;
		this.timeout = timeout;
		this.customizer = customizer;
	}

	@Override
	public OwnConnectionFactory derive() {
		this.client = currentClient();
		RedisConfiguration topology = RedisTopology.of(this.application);
		if (topology == null) {
			throw new IllegalStateException("The address of Redis cannot be read from the connection factory");
		}
		return OwnConnectionFactory.derive(this.application, topology, this.timeout, this.customizer);
	}

	@Override
	public boolean isOutdated() {
		AbstractRedisClient now = currentClient();
		return now != null && now != this.client;
	}

	/**
	 * One that has not been started, or was stopped, has none.
	 */
	private @Nullable AbstractRedisClient currentClient() {
		return this.application.isRunning() ? this.application.getNativeClient() : null;
	}

}
