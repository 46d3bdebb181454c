package io.github.leaderkit.store.redis;

import java.lang.reflect.Field;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.ReflectionUtils;

/**
 * Finds out where the Redis of a connection factory is.
 *
 * <p>
 * A factory that was made with a static list of master and replicas, or with a standalone
 * configuration that came as a plain {@link RedisConfiguration}, as one made from a URI
 * does, has no getter for it, and its {@code getStandaloneConfiguration()} answers
 * {@code localhost:6379}. With that, elections would use another Redis.
 */
final class RedisTopology {

	/**
	 * The field of the connection factory that holds what it was made with.
	 */
	static final String FIELD = "configuration";

	private RedisTopology() {
	}

	/**
	 * Where the Redis of a connection factory is.
	 * @param factory the connection factory
	 * @return its configuration, or {@code null} if it cannot be found out
	 */
	static @Nullable RedisConfiguration of(LettuceConnectionFactory factory) {
		RedisConfiguration topology = Stream
			.<@Nullable RedisConfiguration>of(factory.getClusterConfiguration(), factory.getSentinelConfiguration(),
					factory.getSocketConfiguration())
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
		if (topology != null) {
			return topology;
		}
		RedisStandaloneConfiguration standalone = factory.getStandaloneConfiguration();
		// The default is also what a factory answers that was made with something else
		return (isConsistent(standalone, factory) && !isDefault(standalone)) ? standalone : hidden(factory);
	}

	/**
	 * A factory that is a mock has no configuration at all.
	 */
	private static boolean isConsistent(@Nullable RedisStandaloneConfiguration standalone,
			LettuceConnectionFactory factory) {
		return standalone != null && standalone.getHostName().equals(factory.getHostName())
				&& standalone.getPort() == factory.getPort() && standalone.getDatabase() == factory.getDatabase()
				&& Objects.equals(standalone.getPassword().map(String::new).orElse(null), factory.getPassword());
	}

	private static boolean isDefault(RedisStandaloneConfiguration standalone) {
		return standalone.getHostName().equals("localhost") && standalone.getPort() == 6379;
	}

	private static @Nullable RedisConfiguration hidden(LettuceConnectionFactory factory) {
		Field field = ReflectionUtils.findField(LettuceConnectionFactory.class, FIELD, RedisConfiguration.class);
		if (field == null) {
			return null;
		}
		try {
			field.setAccessible(true);
			return (RedisConfiguration) ReflectionUtils.getField(field, factory);
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

}
