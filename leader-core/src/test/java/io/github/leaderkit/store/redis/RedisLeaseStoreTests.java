package io.github.leaderkit.store.redis;

import io.github.leaderkit.testing.RedisEndpoint;
import io.github.leaderkit.testing.RedisExtension;
import io.github.leaderkit.testing.RedisServer;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The contract on the Redis that all tests share.
 */
@ExtendWith(RedisExtension.class)
class RedisLeaseStoreTests extends RedisLeaseStoreContractTests {

	private final RedisServer redis;

	RedisLeaseStoreTests(RedisServer redis) {
		this.redis = redis;
	}

	@Override
	protected RedisEndpoint redis() {
		return this.redis;
	}

}
