package io.github.leaderkit.testing;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

/**
 * Where a Redis server listens, and how a test speaks to it.
 */
public interface RedisEndpoint {

	/**
	 * The name of the host.
	 * @return the name
	 */
	String host();

	/**
	 * The port.
	 * @return the port
	 */
	int port();

	/**
	 * The configuration for a connection factory.
	 * @return the configuration
	 */
	default RedisStandaloneConfiguration configuration() {
		return new RedisStandaloneConfiguration(host(), port());
	}

	/**
	 * Runs one command on a connection of its own.
	 * @param words the command and its arguments
	 * @return the elements of the answer, or the answer as the only element
	 */
	default List<Object> execute(String... words) {
		RedisClient client = RedisClient.create(RedisURI.create(host(), port()));
		try (StatefulRedisConnection<String, String> connection = client.connect()) {
			CommandArgs<String, String> args = new CommandArgs<>(StringCodec.UTF8);
			for (int i = 1; i < words.length; i++) {
				args.add(words[i]);
			}
			return connection.sync().dispatch(keyword(words[0]), new ArrayOutput<>(StringCodec.UTF8), args);
		}
		finally {
			client.shutdown(0, 2, TimeUnit.SECONDS);
		}
	}

	private static ProtocolKeyword keyword(String word) {
		String name = word.toUpperCase(Locale.ROOT);
		return new ProtocolKeyword() {

			@Override
			public byte[] getBytes() {
				return name.getBytes(StandardCharsets.US_ASCII);
			}

			@Override
			public String toString() {
				return name;
			}

		};
	}

}
