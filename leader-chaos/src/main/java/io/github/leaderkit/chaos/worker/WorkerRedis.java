package io.github.leaderkit.chaos.worker;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.lettuce.core.internal.HostAndPort;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.MappingSocketAddressResolver;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Creates the connection factory of a worker, as an application would have it.
 */
final class WorkerRedis {

	private static final String HOST = "127.0.0.1";

	private WorkerRedis() {
	}

	/**
	 * Creates the factory.
	 * @param address where Redis is, all on this machine: {@code single:port},
	 * {@code cluster:port,port}, or {@code sentinel:port,port:name}. There may follow
	 * {@code :port>port,port>port}, the ways that this worker takes to some ports.
	 * @return the factory
	 */
	static LettuceConnectionFactory connectionFactory(String address) {
		String[] parts = address.split(":");
		List<Integer> ports = Stream.of(parts[1].split(",")).map(Integer::valueOf).toList();
		boolean sentinel = parts[0].equals("sentinel");
		String ways = Stream.of(parts).skip(sentinel ? 3 : 2).findFirst().orElse("");
		LettuceConnectionFactory factory = new LettuceConnectionFactory(
				configuration(parts[0], ports, sentinel ? parts[2] : ""),
				LettuceClientConfiguration.builder().clientResources(resources(ways)).build());
		factory.afterPropertiesSet();
		return factory;
	}

	private static RedisConfiguration configuration(String kind, List<Integer> ports, String name) {
		Set<String> nodes = ports.stream().map((port) -> HOST + ":" + port).collect(Collectors.toSet());
		return switch (kind) {
			case "single" -> new RedisStandaloneConfiguration(HOST, ports.get(0));
			case "cluster" -> new RedisClusterConfiguration(nodes);
			case "sentinel" -> new RedisSentinelConfiguration(name, nodes);
			default -> throw new IllegalArgumentException(kind);
		};
	}

	private static ClientResources resources(String ways) {
		Map<Integer, Integer> byPort = Stream.of(ways.split(","))
			.filter((way) -> !way.isEmpty())
			.map((way) -> way.split(">"))
			.collect(Collectors.toMap((way) -> Integer.valueOf(way[0]), (way) -> Integer.valueOf(way[1])));
		Function<HostAndPort, HostAndPort> way = (to) -> HostAndPort.of(to.getHostText(),
				byPort.getOrDefault(to.getPort(), to.getPort()));
		return ClientResources.builder().socketAddressResolver(MappingSocketAddressResolver.create(way)).build();
	}

}
