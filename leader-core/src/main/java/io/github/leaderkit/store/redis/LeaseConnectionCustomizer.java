package io.github.leaderkit.store.redis;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Changes the connection that elections have of their own. Connections of the application
 * stay as they are. Called whenever that connection is derived from the Lettuce
 * connection factory of the application: at the start, again after the elections were
 * paused, and while there is no connecting, since the application may have been given
 * another password or another Redis.
 *
 * <p>
 * What elections rely on is set afterwards and cannot be changed: the command timeout and
 * the connect timeout (both by {@code leader.redis.command-timeout}), that commands are
 * rejected while disconnected, when to reconnect, how the topology of a cluster is
 * refreshed, that replicas are not read from, and that commands are neither traced nor
 * measured. Threads come from the client resources. Those of the application or of a
 * customizer are never shut down here.
 */
@FunctionalInterface
public interface LeaseConnectionCustomizer {

	/**
	 * Changes nothing.
	 */
	LeaseConnectionCustomizer NONE = (configuration) -> {
	};

	/**
	 * Changes the configuration of the client.
	 * @param configuration the configuration of the application's connection factory,
	 * with another name of the client; to be changed in place
	 */
	void customize(LettuceClientConfigurationBuilder configuration);

	/**
	 * Whether elections have a connection of their own, so that there is something to
	 * customize. Otherwise they share those of the application.
	 * @param connectionFactory the connection factory of the application
	 * @return {@code true} for one of Lettuce that says where its Redis is
	 */
	static boolean appliesTo(RedisConnectionFactory connectionFactory) {
		return connectionFactory instanceof LettuceConnectionFactory lettuce && RedisTopology.of(lettuce) != null;
	}

}
