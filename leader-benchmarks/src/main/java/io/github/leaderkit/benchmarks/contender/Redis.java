package io.github.leaderkit.benchmarks.contender;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.resource.ClientResources;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Connects contenders to Redis, as an application would.
 */
public final class Redis {

	static final String HOST = "127.0.0.1";

	/** Shared by all contenders of a process, as by all that an application has. */
	static final ClientResources resources = ClientResources.create();

	private Redis() {
	}

	/**
	 * The connection factory that Spring Boot creates.
	 * @param port the port
	 * @return the factory, started
	 */
	public static LettuceConnectionFactory connectionFactory(int port) {
		LettuceConnectionFactory factory = new LettuceConnectionFactory(new RedisStandaloneConfiguration(HOST, port),
				LettuceClientConfiguration.builder()
					.clientResources(resources)
					.clientOptions(ClientOptions.builder().timeoutOptions(TimeoutOptions.enabled()).build())
					.build());
		factory.afterPropertiesSet();
		factory.start();
		return factory;
	}

}
