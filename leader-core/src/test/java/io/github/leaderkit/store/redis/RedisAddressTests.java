package io.github.leaderkit.store.redis;

import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisSocketConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

class RedisAddressTests {

	@Test
	void anAddressIsHostAndPortOfEachNodeWithoutSecrets() {
		RedisStandaloneConfiguration single = new RedisStandaloneConfiguration("redis.example", 6380);
		single.setUsername("app");
		single.setPassword("secret");
		assertThat(RedisAddress.of(single)).isEqualTo("redis.example:6380");
		assertThat(RedisAddress.of(new RedisClusterConfiguration(List.of("a:1", "b:2")))).isEqualTo("a:1, b:2");
		assertThat(RedisAddress.of(new RedisSentinelConfiguration().master("shop").sentinel("a", 1).sentinel("b", 2)))
			.isEqualTo("the master shop of the Sentinels a:1, b:2");
		assertThat(RedisAddress.of(new RedisSocketConfiguration("/run/redis.sock"))).isEqualTo("/run/redis.sock");
		RedisStaticMasterReplicaConfiguration list = new RedisStaticMasterReplicaConfiguration("a", 1);
		list.addNode("b", 2);
		assertThat(RedisAddress.of(list)).isEqualTo("a:1, b:2");
	}

	@Test
	void whenTheKindOfConfigurationIsUnknownThenThereIsNoAddress() {
		assertThat(RedisAddress.of(new RedisConfiguration() {
		})).isNull();
	}

}
