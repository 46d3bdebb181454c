package io.github.leaderkit.store.redis;

import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.util.ClassUtils;

/**
 * Finds out how long a connection factory of Jedis waits for Redis, and where that is.
 * Jedis need not be on the class path.
 */
final class JedisSettings {

	private static final boolean JEDIS_PRESENT = ClassUtils.isPresent("redis.clients.jedis.Jedis",
			JedisSettings.class.getClassLoader());

	private JedisSettings() {
	}

	/**
	 * How long a command may take, and to connect for it.
	 * @param factory a connection factory
	 * @return the longer of both, zero if one of them is not limited, or {@code null} if
	 * the connection factory is of another driver
	 */
	static @Nullable Duration timeoutOf(RedisConnectionFactory factory) {
		return JEDIS_PRESENT ? Jedis.timeoutOf(factory) : null;
	}

	/**
	 * Where Redis is.
	 * @param factory a connection factory
	 * @return its configuration, or {@code null} if the connection factory is of another
	 * driver
	 */
	static @Nullable RedisConfiguration topologyOf(RedisConnectionFactory factory) {
		return JEDIS_PRESENT ? Jedis.topologyOf(factory) : null;
	}

	/**
	 * Loaded only if Jedis is there.
	 */
	private static final class Jedis {

		static @Nullable Duration timeoutOf(RedisConnectionFactory factory) {
			if (!(factory instanceof JedisConnectionFactory jedis)) {
				return null;
			}
			Duration command = Duration.ofMillis(jedis.getTimeout());
			Duration connect = jedis.getClientConfiguration().getConnectTimeout();
			if (command.isZero() || connect.isZero()) {
				return Duration.ZERO;
			}
			return (command.compareTo(connect) > 0) ? command : connect;
		}

		static @Nullable RedisConfiguration topologyOf(RedisConnectionFactory factory) {
			if (!(factory instanceof JedisConnectionFactory jedis)) {
				return null;
			}
			return Stream
				.<@Nullable RedisConfiguration>of(jedis.getClusterConfiguration(), jedis.getSentinelConfiguration(),
						jedis.getStandaloneConfiguration())
				.filter(Objects::nonNull)
				.findFirst()
				.orElse(null);
		}

	}

}
