package io.github.leaderkit.store.redis;

import io.github.leaderkit.testing.DocumentedAccess;
import io.github.leaderkit.testing.RedisBinary;
import io.github.leaderkit.testing.RedisEndpoint;
import io.github.leaderkit.testing.RedisServerProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The contract as the user that docs/security.md tells to create, who is denied nothing.
 */
@Tag("jdk-independent")
@ParameterizedClass
@MethodSource("io.github.leaderkit.testing.RedisBinary#all")
class LeastPrivilegeStoreTests extends RedisLeaseStoreContractTests {

	private static RedisServerProcess redis;

	LeastPrivilegeStoreTests(@SuppressWarnings("unused") RedisBinary binary) {
	}

	@BeforeParameterizedClassInvocation
	static void start(RedisBinary binary) {
		redis = RedisServerProcess.start(binary);
		DocumentedAccess.apply(redis, "leader", DocumentedAccess.rules("leader"));
	}

	@AfterParameterizedClassInvocation
	static void end() {
		redis.close();
	}

	@AfterEach
	void nothingWasDenied() {
		assertThat(DocumentedAccess.denials(redis)).isEmpty();
	}

	@Override
	protected RedisEndpoint redis() {
		return redis;
	}

	@Override
	protected RedisStandaloneConfiguration configurationOfStore() {
		return DocumentedAccess.configuration(redis, "leader");
	}

}
