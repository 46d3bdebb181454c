package io.github.leaderkit.store.redis;

import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisSocketConfiguration;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;

/**
 * Describes for people where a Redis is.
 */
final class RedisAddress {

	private RedisAddress() {
	}

	/**
	 * Where a Redis is, without user and password.
	 * @param topology its configuration
	 * @return host and port of each node, or {@code null} if it is of an unknown kind
	 */
	static @Nullable String of(RedisConfiguration topology) {
		if (topology instanceof RedisClusterConfiguration cluster) {
			return nodes(cluster.getClusterNodes());
		}
		if (topology instanceof RedisSentinelConfiguration sentinel) {
			String master = (sentinel.getMaster() != null) ? sentinel.getMaster().getName() : "";
			return "the master " + master + " of the Sentinels " + nodes(sentinel.getSentinels());
		}
		if (topology instanceof RedisSocketConfiguration socket) {
			return socket.getSocket();
		}
		if (topology instanceof RedisStaticMasterReplicaConfiguration list) {
			return list.getNodes()
				.stream()
				.map((node) -> node.getHostName() + ":" + node.getPort())
				.collect(Collectors.joining(", "));
		}
		return (topology instanceof RedisConfiguration.WithHostAndPort single)
				? single.getHostName() + ":" + single.getPort() : null;
	}

	private static String nodes(Iterable<RedisNode> nodes) {
		return StreamSupport.stream(nodes.spliterator(), false)
			.map((node) -> node.getHost() + ":" + node.getPort())
			.collect(Collectors.joining(", "));
	}

}
