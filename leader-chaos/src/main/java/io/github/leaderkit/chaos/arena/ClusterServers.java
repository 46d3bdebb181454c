package io.github.leaderkit.chaos.arena;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.leaderkit.testing.Ports;

/**
 * A cluster of three masters with a replica each.
 */
public final class ClusterServers implements Deployment {

	/**
	 * How many masters there are.
	 */
	public static final int MASTERS = 3;

	private static final int SLOTS = 16384;

	private static final long LIMIT_SECONDS = 60;

	private final List<RedisProcess> nodes = new ArrayList<>();

	private final List<String> ids = new ArrayList<>();

	/**
	 * Starts all nodes and waits until they agree.
	 * @param arena what it is part of
	 * @throws IOException if they do not
	 */
	public ClusterServers(Arena arena) throws IOException {
		for (int i = 0; i < 2 * MASTERS; i++) {
			Path directory = arena.directory().resolve("redis-" + i);
			this.nodes.add(Ports.open((busPort) -> startNode(arena, directory, busPort)));
		}
		for (int i = 0; i < MASTERS; i++) {
			this.nodes.get(i)
				.ask("CLUSTER", "ADDSLOTSRANGE", "" + (SLOTS * i / MASTERS), "" + (SLOTS * (i + 1) / MASTERS - 1));
		}
		awaitAgreement();
		for (int i = MASTERS; i < this.nodes.size(); i++) {
			this.nodes.get(i).ask("CLUSTER", "REPLICATE", this.ids.get(i % MASTERS));
		}
		awaitReplicas();
	}

	private RedisProcess startNode(Arena arena, Path directory, int busPort) throws IOException {
		RedisProcess node = new RedisProcess(arena.children(), directory, Map.of(), "--cluster-enabled", "yes",
				"--cluster-port", "" + busPort, "--cluster-node-timeout", "1500", "--repl-diskless-sync-delay", "0");
		this.ids.add(node.ask("CLUSTER", "MYID"));
		RedisProcess first = this.nodes.isEmpty() ? node : this.nodes.get(0);
		first.ask("CLUSTER", "MEET", "127.0.0.1", "" + node.port(), "" + busPort);
		return node;
	}

	/**
	 * The slot of a key.
	 * @param key the key
	 * @return the number of the slot
	 * @throws IOException if no node answers
	 */
	public int slotOf(String key) throws IOException {
		return Integer.parseInt(ask("CLUSTER", "KEYSLOT", key));
	}

	/**
	 * The node that has a slot.
	 * @param slot the number of the slot
	 * @return the number of the node
	 * @throws IOException if no node answers
	 */
	public int masterOf(int slot) throws IOException {
		int master = masterOf(slot, ask("CLUSTER", "NODES"));
		if (master < 0) {
			throw new IOException("Nobody has the slot " + slot);
		}
		return master;
	}

	/**
	 * The node that has a slot, by what one of them says of all.
	 * @return its number, -1 if none has it
	 */
	private int masterOf(int slot, String nodes) {
		return nodes.lines()
			.map((line) -> line.split(" "))
			.filter((words) -> words[2].contains("master")
					&& Stream.of(words).skip(8).anyMatch((range) -> contains(range, slot)))
			.mapToInt((words) -> this.ids.indexOf(words[0]))
			.findFirst()
			.orElse(-1);
	}

	private static boolean contains(String range, int slot) {
		if (range.startsWith("[")) {
			return false;
		}
		String[] ends = range.split("-");
		return Integer.parseInt(ends[0]) <= slot && slot <= Integer.parseInt(ends[ends.length - 1]);
	}

	/**
	 * The replica of a node.
	 * @param master the number of the node
	 * @return the number of its replica
	 * @throws IOException if no node answers
	 */
	public int replicaOf(int master) throws IOException {
		return ask("CLUSTER", "NODES").lines()
			.map((line) -> line.split(" "))
			.filter((words) -> words[3].equals(this.ids.get(master)))
			.map((words) -> this.ids.indexOf(words[0]))
			.findFirst()
			.orElseThrow(() -> new IOException("Node " + master + " has no replica"));
	}

	/**
	 * The nodes that have slots.
	 * @return their numbers
	 * @throws IOException if a node does not answer
	 */
	public List<Integer> masters() throws IOException {
		List<Integer> masters = new ArrayList<>();
		for (int i = 0; i < this.nodes.size(); i++) {
			if (this.nodes.get(i).ask("ROLE").equals("master")) {
				masters.add(i);
			}
		}
		return masters;
	}

	/**
	 * A node.
	 * @param number its number
	 * @return its process
	 */
	public RedisProcess node(int number) {
		return this.nodes.get(number);
	}

	/**
	 * Moves a slot with its keys from one node to another as an administrator does, and
	 * waits until all nodes know: else who asks next may learn of the former one.
	 * @param slot the number of the slot
	 * @param from the number of the node that has it
	 * @param to the number of the node that is to have it
	 * @param between done when keys are on their way
	 * @throws IOException if a node refuses
	 */
	public void move(int slot, int from, int to, Step between) throws IOException {
		RedisProcess source = this.nodes.get(from);
		RedisProcess target = this.nodes.get(to);
		target.ask("CLUSTER", "SETSLOT", "" + slot, "IMPORTING", this.ids.get(from));
		source.ask("CLUSTER", "SETSLOT", "" + slot, "MIGRATING", this.ids.get(to));
		between.take();
		try (RedisCommands commands = source.connect()) {
			for (String key : commands.call("CLUSTER", "GETKEYSINSLOT", "" + slot, "100")) {
				commands.ask("MIGRATE", "127.0.0.1", "" + target.port(), Objects.requireNonNull(key), "0", "5000");
			}
		}
		between.take();
		target.ask("CLUSTER", "SETSLOT", "" + slot, "NODE", this.ids.get(to));
		source.ask("CLUSTER", "SETSLOT", "" + slot, "NODE", this.ids.get(to));
		Waiting.require("agreement on a slot", LIMIT_SECONDS, () -> {
			for (RedisProcess node : this.nodes) {
				if (masterOf(slot, node.ask("CLUSTER", "NODES")) != to) {
					return false;
				}
			}
			return true;
		});
	}

	/**
	 * Has all nodes forget the scripts.
	 * @throws IOException if a node does not answer
	 */
	public void forgetScripts() throws IOException {
		for (RedisProcess node : this.nodes) {
			node.ask("SCRIPT", "FLUSH");
		}
	}

	/**
	 * Waits until a node is a master.
	 * @param number the number of the node
	 * @throws IOException if it does not become one
	 */
	public void awaitMaster(int number) throws IOException {
		Waiting.require("new master", LIMIT_SECONDS, () -> this.nodes.get(number).ask("ROLE").equals("master"));
	}

	/**
	 * Waits until there are as many replicas as masters, each has the data, and all nodes
	 * know that it is a replica: else they do not vote for it.
	 * @throws IOException if that does not come about
	 */
	public void awaitReplicas() throws IOException {
		Waiting.require("replicas", LIMIT_SECONDS, () -> {
			int replicas = 0;
			int known = 0;
			for (RedisProcess node : this.nodes) {
				replicas += node.ask("INFO", "replication").contains("master_link_status:up") ? 1 : 0;
				known += (int) node.ask("CLUSTER", "NODES").lines().filter((line) -> line.contains("slave ")).count();
			}
			return replicas == MASTERS && known == MASTERS * this.nodes.size();
		});
		awaitAgreement();
	}

	private void awaitAgreement() throws IOException {
		Waiting.require("agreement", LIMIT_SECONDS, () -> {
			for (RedisProcess node : this.nodes) {
				String info = node.ask("CLUSTER", "INFO");
				if (!info.contains("cluster_state:ok") || !info.contains("cluster_slots_ok:" + SLOTS)
						|| !info.contains("cluster_known_nodes:" + 2 * MASTERS)) {
					return false;
				}
			}
			return true;
		});
	}

	private String ask(String... words) throws IOException {
		IOException failure = new IOException("There are no nodes");
		for (RedisProcess node : this.nodes) {
			try {
				return node.ask(words);
			}
			catch (IOException ex) {
				failure = ex;
			}
		}
		throw failure;
	}

	@Override
	public String address(int worker) {
		return "cluster:" + this.nodes.stream().map((node) -> "" + node.port()).collect(Collectors.joining(","));
	}

	@Override
	public RedisCommands connect(String key) throws IOException {
		return this.nodes.get(masterOf(slotOf(key))).connect();
	}

	@Override
	public long connections() throws IOException {
		return SentinelServers.ofElections(this.nodes);
	}

	@Override
	public void close() {
		this.nodes.forEach(RedisProcess::kill);
	}

	/**
	 * Something to be done in between.
	 */
	@FunctionalInterface
	public interface Step {

		/**
		 * Does it.
		 * @throws IOException if it cannot be done
		 */
		void take() throws IOException;

	}

}
