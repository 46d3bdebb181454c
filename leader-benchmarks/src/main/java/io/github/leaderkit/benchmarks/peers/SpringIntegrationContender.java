package io.github.leaderkit.benchmarks.peers;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.github.leaderkit.benchmarks.contender.Contender;
import io.github.leaderkit.benchmarks.contender.Redis;

import org.springframework.integration.leader.Context;
import org.springframework.integration.leader.DefaultCandidate;
import org.springframework.integration.redis.util.RedisLockRegistry;
import org.springframework.integration.redis.util.RedisLockRegistry.RedisLockType;
import org.springframework.integration.support.leader.LockRegistryLeaderInitiator;

/**
 * The leader initiator of Spring Integration, on a lock registry that publishes.
 */
public final class SpringIntegrationContender implements Contender {

	private final RedisLockRegistry registry;

	private final Map<String, LockRegistryLeaderInitiator> initiators = new ConcurrentHashMap<>();

	/**
	 * Connects.
	 * @param port the port of Redis
	 * @param lease how long a lease lasts
	 */
	public SpringIntegrationContender(int port, Duration lease) {
		this.registry = new RedisLockRegistry(Redis.connectionFactory(port), "locks", lease.toMillis());
		this.registry.setRedisLockType(RedisLockType.PUB_SUB_LOCK);
	}

	@Override
	public void start(List<String> keys, Consumer<String> promoted) {
		for (String key : keys) {
			this.initiators.put(key, new LockRegistryLeaderInitiator(this.registry, new DefaultCandidate(key, key) {

				@Override
				public void onGranted(Context context) {
					promoted.accept(key);
				}

			}));
		}
		keys.forEach(this::rejoin);
	}

	@Override
	public void leave(String key) {
		initiator(key).stop();
	}

	@Override
	public void rejoin(String key) {
		initiator(key).start();
	}

	@Override
	public boolean claims(String key) {
		return initiator(key).getContext().isLeader();
	}

	private LockRegistryLeaderInitiator initiator(String key) {
		LockRegistryLeaderInitiator initiator = this.initiators.get(key);
		if (initiator == null) {
			throw new IllegalArgumentException(key);
		}
		return initiator;
	}

}
