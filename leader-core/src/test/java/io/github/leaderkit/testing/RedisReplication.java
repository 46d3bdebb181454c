package io.github.leaderkit.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import org.awaitility.Awaitility;

/**
 * A master with replicas, all of them a test's own.
 */
public final class RedisReplication implements AutoCloseable {

	private static final Duration SYNC_TIMEOUT = Duration.ofSeconds(20);

	private final RedisServerProcess master;

	private final List<RedisServerProcess> replicas = new ArrayList<>();

	private RedisReplication(RedisServerProcess master) {
		this.master = master;
	}

	/**
	 * Starts a master and replicas, and waits until they have its data.
	 * @param replicas how many replicas
	 * @param options options of the command line, for all of them
	 * @return the servers
	 */
	public static RedisReplication start(int replicas, String... options) {
		String[] all = Stream.concat(Stream.of(options), Stream.of("--repl-diskless-sync-delay", "0"))
			.toArray(String[]::new);
		RedisServerProcess master = RedisServerProcess.start(all);
		RedisReplication replication = new RedisReplication(master);
		String[] ofReplica = Stream
			.concat(Stream.of(all), Stream.of("--replicaof", master.host(), String.valueOf(master.port())))
			.toArray(String[]::new);
		for (int i = 0; i < replicas; i++) {
			replication.replicas.add(RedisServerProcess.start(ofReplica));
		}
		replication.awaitReplicas();
		return replication;
	}

	/**
	 * Waits until all replicas have what the master has, and what it writes then. What a
	 * replica had when it was synchronized counts as acknowledged before it is sent any
	 * more, for which it may wait a second, so that the next write tells.
	 */
	public void awaitReplicas() {
		RedisClient client = RedisClient.create(RedisURI.create(this.master.host(), this.master.port()));
		try (StatefulRedisConnection<String, String> connection = client.connect()) {
			Awaitility.await().atMost(SYNC_TIMEOUT).until(() -> isReplicated(connection) && isReplicated(connection));
		}
		finally {
			client.shutdown(0, 2, TimeUnit.SECONDS);
		}
	}

	private boolean isReplicated(StatefulRedisConnection<String, String> connection) {
		connection.sync().set("replication", "wanted");
		return connection.sync().waitForReplication(this.replicas.size(), 1000) == this.replicas.size();
	}

	/**
	 * The server that is the master at first.
	 * @return the server
	 */
	public RedisServerProcess master() {
		return this.master;
	}

	/**
	 * A server that is a replica at first.
	 * @param index which of them
	 * @return the server
	 */
	public RedisServerProcess replica(int index) {
		return this.replicas.get(index);
	}

	@Override
	public void close() {
		this.replicas.forEach(RedisServerProcess::close);
		this.master.close();
	}

}
