package io.github.leaderkit.store.redis;

import java.time.Duration;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisSocketConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

@ExtendWith(OutputCaptureExtension.class)
class RedisTopologyTests {

	@Test
	void everyTopologyIsFound() {
		assertFound(new RedisStandaloneConfiguration("somewhere", 6390));
		assertFound(new RedisStandaloneConfiguration());
		assertFound(new RedisSentinelConfiguration("main", Set.of("somewhere:26379")));
		assertFound(new RedisClusterConfiguration(Set.of("somewhere:6390")));
		assertFound(new RedisSocketConfiguration("/tmp/redis.sock"));
		assertFound(new RedisStaticMasterReplicaConfiguration("somewhere", 6390));
	}

	@Test
	void whenTheFactoryWasMadeForAStandaloneServerThenItsGetterIsBelieved() {
		RedisStandaloneConfiguration standalone = new RedisStandaloneConfiguration("somewhere", 6390);
		standalone.setDatabase(3);
		standalone.setUsername("app");
		standalone.setPassword(RedisPassword.of("secret"));
		assertThat(RedisTopology.of(new LettuceConnectionFactory(standalone))).isSameAs(standalone);
		assertThat(RedisTopology.of(new LettuceConnectionFactory("elsewhere", 6391)))
			.isEqualTo(new RedisStandaloneConfiguration("elsewhere", 6391));
		assertThat(RedisTopology.of(new LettuceConnectionFactory()))
			.isEqualTo(new RedisStandaloneConfiguration("localhost", 6379));
	}

	@Test
	void whenTheConfigurationCameFromAUriThenItIsFoundAsWell() {
		RedisConfiguration configuration = LettuceConnectionFactory
			.createRedisConfiguration("redis://app:secret@somewhere:6390/3");
		LettuceConnectionFactory factory = new LettuceConnectionFactory(configuration);
		assertThat(factory.getStandaloneConfiguration().getHostName()).isEqualTo("localhost");
		assertThat(RedisTopology.of(factory)).isSameAs(configuration);
	}

	@Test
	void whenTheFieldOfTheFactoryIsRenamedThenThisSaysSo() {
		assertThat(ReflectionUtils.findField(LettuceConnectionFactory.class, RedisTopology.FIELD,
				RedisConfiguration.class))
			.isNotNull();
	}

	@Test
	void whenTheFieldCannotBeReadThenTheDefaultIsNotBelieved() {
		assertThat(RedisTopology.of(unreadable())).isNull();
	}

	@Test
	void whenTheAddressIsNotFoundThenAWarningSaysThatTheConnectionIsShared(CapturedOutput output) {
		new RedisLeaseStore(unreadable(), "leader:", Duration.ofMillis(400), () -> 0).open();
		assertThat(output).contains("WARN").contains("cannot be read from the connection factory");
	}

	/**
	 * A mock has no values in its fields.
	 */
	private static LettuceConnectionFactory unreadable() {
		LettuceConnectionFactory factory = mock();
		given(factory.getStandaloneConfiguration()).willReturn(new RedisStandaloneConfiguration());
		given(factory.getHostName()).willReturn("localhost");
		given(factory.getPort()).willReturn(6379);
		return factory;
	}

	private static void assertFound(RedisConfiguration topology) {
		assertThat(RedisTopology.of(new LettuceConnectionFactory(topology))).isSameAs(topology);
	}

}
