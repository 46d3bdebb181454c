package io.github.leaderkit.chaos.worker;

import java.net.URI;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The connection factory of a worker, as an application would have it.
 */
final class WorkerRedis {

	private WorkerRedis() {
	}

	/**
	 * Creates the factory.
	 * @param address where Redis is: {@code redis://host:port}
	 * @return the factory, not started
	 */
	static LettuceConnectionFactory connectionFactory(String address) {
		URI uri = URI.create(address);
		LettuceConnectionFactory factory = new LettuceConnectionFactory(
				new RedisStandaloneConfiguration(uri.getHost(), uri.getPort()));
		factory.afterPropertiesSet();
		return factory;
	}

}
