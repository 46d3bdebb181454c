package io.github.leaderkit.store.redis;

import io.github.leaderkit.testing.RedisBinary;
import io.github.leaderkit.testing.RedisEndpoint;
import io.github.leaderkit.testing.RedisServerProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/**
 * The contract on the older Redis that comes with embedded-redis.
 */
@Tag("slow")
class EmbeddedRedisLeaseStoreTests extends RedisLeaseStoreContractTests {

	private static RedisServerProcess redis;

	@BeforeAll
	static void start() {
		Assumptions.assumeTrue(RedisBinary.embedded().isPresent(), "The binary of embedded-redis does not run here");
		redis = RedisServerProcess.start(RedisBinary.embedded().get());
	}

	@AfterAll
	static void end() {
		if (redis != null) {
			redis.close();
		}
	}

	@Override
	protected RedisEndpoint redis() {
		return redis;
	}

}
