package io.github.leaderkit.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

import org.springframework.data.redis.connection.RedisClusterConfiguration;

/**
 * A cluster of masters, each with the same number of replicas, all of them a test's own.
 */
public final class RedisCluster implements AutoCloseable {

	private static final int SLOTS = 16384;

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private final List<RedisServerProcess> nodes = new ArrayList<>();

	private final List<String> ids = new ArrayList<>();

	private final int masters;

	private RedisCluster(int masters, int replicasOfEach, String... options) {
		this.masters = masters;
		for (int i = 0; i < masters * (1 + replicasOfEach); i++) {
			String busPort = String.valueOf(Ports.free());
			RedisServerProcess node = startNode(busPort, options);
			this.nodes.add(node);
			this.ids.add(node.execute("CLUSTER", "MYID").get(0).toString());
			this.nodes.get(0).execute("CLUSTER", "MEET", node.host(), String.valueOf(node.port()), busPort);
		}
		for (int i = 0; i < masters; i++) {
			node(i).execute("CLUSTER", "ADDSLOTSRANGE", String.valueOf(SLOTS * i / masters),
					String.valueOf(SLOTS * (i + 1) / masters - 1));
		}
		awaitAgreement();
		for (int i = masters; i < this.nodes.size(); i++) {
			node(i).execute("CLUSTER", "REPLICATE", this.ids.get(i % masters));
		}
		awaitReplicas();
	}

	private static RedisServerProcess startNode(String busPort, String... options) {
		return RedisServerProcess.start(
				Stream
					.concat(Stream.of(options),
							Stream.of("--cluster-enabled", "yes", "--cluster-port", busPort,
									"--repl-diskless-sync-delay", "0"))
					.toArray(String[]::new));
	}

	/**
	 * Whether the Redis of this machine can be a cluster of a test.
	 * @return {@code false} before Redis 7: there the second port of a node is fixed and
	 * may be out of range
	 */
	public static boolean isPossible() {
		return Integer.parseInt(RedisBinary.any().version().split("\\.")[0]) >= 7;
	}

	/**
	 * Starts all nodes and waits until they agree on who has which slots.
	 * @param masters how many masters
	 * @param replicasOfEach how many replicas each of them has
	 * @param options options of the command line of all nodes
	 * @return the cluster
	 */
	public static RedisCluster start(int masters, int replicasOfEach, String... options) {
		return new RedisCluster(masters, replicasOfEach, options);
	}

	/**
	 * The configuration for a connection factory.
	 * @return the configuration
	 */
	public RedisClusterConfiguration configuration() {
		return new RedisClusterConfiguration(
				this.nodes.stream().map((node) -> node.host() + ":" + node.port()).toList());
	}

	/**
	 * All nodes, those first that are masters in the beginning, and then the replicas of
	 * each in turn.
	 * @return the nodes
	 */
	public List<RedisServerProcess> nodes() {
		return List.copyOf(this.nodes);
	}

	/**
	 * A node.
	 * @param index its place among all nodes
	 * @return the node
	 */
	public RedisServerProcess node(int index) {
		return this.nodes.get(index);
	}

	/**
	 * The id of a node.
	 * @param index its place among all nodes
	 * @return the id
	 */
	public String id(int index) {
		return this.ids.get(index);
	}

	/**
	 * The first slot that a node has which is a master in the beginning.
	 * @param index its place among all nodes
	 * @return the number of the slot
	 */
	public int firstSlot(int index) {
		return SLOTS * index / this.masters;
	}

	/**
	 * Moves a slot with its keys from one node to another as an administrator does.
	 * @param slot the number of the slot
	 * @param from the place of the node that has it
	 * @param to the place of the node that is to have it
	 * @param between done when keys are on their way
	 */
	public void move(int slot, int from, int to, Runnable between) {
		String number = String.valueOf(slot);
		node(to).execute("CLUSTER", "SETSLOT", number, "IMPORTING", id(from));
		node(from).execute("CLUSTER", "SETSLOT", number, "MIGRATING", id(to));
		between.run();
		for (Object key : node(from).execute("CLUSTER", "GETKEYSINSLOT", number, "100")) {
			node(from).execute("MIGRATE", node(to).host(), String.valueOf(node(to).port()), key.toString(), "0",
					"5000");
		}
		between.run();
		node(to).execute("CLUSTER", "SETSLOT", number, "NODE", id(to));
		node(from).execute("CLUSTER", "SETSLOT", number, "NODE", id(to));
	}

	/**
	 * Waits until all nodes that run know each other and that every slot is served.
	 */
	public void awaitAgreement() {
		Awaitility.await()
			.ignoreExceptions()
			.atMost(TIMEOUT)
			.until(() -> this.nodes.stream()
				.filter(RedisServerProcess::isRunning)
				.map((node) -> node.execute("CLUSTER", "INFO").get(0).toString())
				.allMatch((info) -> info.contains("cluster_state:ok") && info.contains("cluster_slots_ok:" + SLOTS)
						&& info.contains("cluster_known_nodes:" + this.nodes.size())));
	}

	/**
	 * Waits until every node that is a replica has the data of its master, and all nodes
	 * know that it is one: else they do not vote for it.
	 */
	public void awaitReplicas() {
		int replicas = this.nodes.size() - this.masters;
		Awaitility.await()
			.ignoreExceptions()
			.atMost(TIMEOUT)
			.until(() -> count("INFO replication", "master_link_status:up") == replicas
					&& count("CLUSTER NODES", "slave ") == replicas * this.nodes.size());
		awaitAgreement();
	}

	/**
	 * How many lines of the answers of all nodes contain something.
	 */
	private long count(String command, String text) {
		return this.nodes.stream()
			.flatMap((node) -> node.execute(command.split(" ")).get(0).toString().lines())
			.filter((line) -> line.contains(text))
			.count();
	}

	@Override
	public void close() {
		this.nodes.forEach(RedisServerProcess::close);
	}

}
