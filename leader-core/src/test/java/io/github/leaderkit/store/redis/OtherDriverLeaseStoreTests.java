package io.github.leaderkit.store.redis;

import io.github.leaderkit.testing.RedisEndpoint;
import io.github.leaderkit.testing.RedisExtension;
import io.github.leaderkit.testing.RedisServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The contract with a connection factory that is not of Lettuce.
 */
@Tag("slow")
@ExtendWith(RedisExtension.class)
class OtherDriverLeaseStoreTests extends RedisLeaseStoreContractTests {

	private final RedisServer redis;

	OtherDriverLeaseStoreTests(RedisServer redis) {
		this.redis = redis;
	}

	@Override
	protected RedisEndpoint redis() {
		return this.redis;
	}

	@Override
	protected RedisConnectionFactory connectionFactory(LettuceConnectionFactory application) {
		return BlockingConnectionFactory.of(application);
	}

}
