package io.github.leaderkit.store.redis;

import java.util.List;

import io.github.leaderkit.InvalidElectionSettingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * When replicas can be waited for.
 */
class ReplicationTests {

	@ParameterizedTest
	@ValueSource(ints = { -1, 101 })
	void whenTheNumberIsAbsurdThenItIsRefused(int replicas) {
		assertThat(refusal(new LettuceConnectionFactory(), replicas).problem()).startsWith("It is " + replicas + ", ");
	}

	@Test
	void whenRedisIsAClusterThenItIsRefused() {
		InvalidElectionSettingException refusal = refusal(
				new LettuceConnectionFactory(new RedisClusterConfiguration(List.of("127.0.0.1:6390"))), 1);
		assertThat(refusal.setting()).isEqualTo("redis.wait-replicas");
		assertThat(refusal.problem()).isEqualTo(
				"It is 1, but in Redis Cluster a command without a key, as WAIT is, does not reach the node that has the lease.");
		assertThat(refusal.fix()).startsWith("Leave it out, or ");
	}

	@Test
	void whenTheConnectionsAreSharedWithTheApplicationThenItIsRefused() {
		assertThat(refusal(mock(RedisConnectionFactory.class), 1).problem())
			.contains("elections share the connections of");
		LettuceConnectionFactory unreadable = mock();
		given(unreadable.getStandaloneConfiguration()).willReturn(new RedisStandaloneConfiguration());
		assertThat(refusal(unreadable, 1).problem()).contains("the address of Redis cannot be read");
	}

	@Test
	void whenNoReplicaIsWaitedForThenAnyConnectionWillDo() {
		assertThat(new RedisLeaseStore(mock(RedisConnectionFactory.class), "leader:", OpenStore.TIMEOUT,
				System::nanoTime, 0))
			.isNotNull();
	}

	private static InvalidElectionSettingException refusal(RedisConnectionFactory factory, int replicas) {
		return catchThrowableOfType(InvalidElectionSettingException.class,
				() -> new RedisLeaseStore(factory, "leader:", OpenStore.TIMEOUT, System::nanoTime, replicas));
	}

}
