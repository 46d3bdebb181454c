package io.github.leaderkit.chaos.family;

import java.io.IOException;
import java.util.List;
import java.util.Random;

import io.github.leaderkit.chaos.arena.Arena;
import io.github.leaderkit.chaos.arena.ClusterServers;
import io.github.leaderkit.chaos.arena.Profile;
import io.github.leaderkit.chaos.arena.Waiting;
import io.github.leaderkit.chaos.worker.ChaosWorker;

/**
 * A cluster changes.
 */
public final class ClusterFamilies {

	private static final int MOVES = 8;

	private ClusterFamilies() {
	}

	/**
	 * A replica is made to take over.
	 * @return the family
	 */
	public static Family failover() {
		return Family.of("cluster-failover", (arena, random) -> {
			ClusterServers servers = servers(arena);
			int replica = servers.replicaOf(any(servers.masters(), random));
			servers.node(replica).ask("CLUSTER", "FAILOVER");
			servers.awaitMaster(replica);
			servers.awaitReplicas();
		});
	}

	/**
	 * A master is killed. It comes back empty, as a replica of the one that took over.
	 * @return the family
	 */
	public static Family masterKilled() {
		return Family.of("cluster-master-killed", (arena, random) -> {
			ClusterServers servers = servers(arena);
			int master = any(servers.masters(), random);
			int replica = servers.replicaOf(master);
			servers.node(master).kill();
			servers.awaitMaster(replica);
			servers.node(master).startAgain();
			servers.awaitReplicas();
		}).losing(DataLoss.FAILOVER);
	}

	/**
	 * The slots of some elections move to other nodes.
	 * @return the family
	 */
	public static Family slotsMoved() {
		return Family.of("cluster-slots-moved", (arena, random) -> {
			ClusterServers servers = servers(arena);
			for (int i = 0; i < MOVES; i++) {
				String key = "leader:" + ChaosWorker.electionName(random.nextInt(Profile.ELECTIONS));
				int slot = servers.slotOf(key);
				int from = servers.masterOf(slot);
				int to = any(servers.masters().stream().filter((node) -> node != from).toList(), random);
				servers.move(slot, from, to, () -> between(servers, random));
			}
			servers.awaitReplicas();
		});
	}

	private static void between(ClusterServers servers, Random random) throws IOException {
		if (random.nextBoolean()) {
			servers.forgetScripts();
		}
		Waiting.millis(random.nextInt(300));
	}

	/**
	 * All nodes forget the scripts.
	 * @return the family
	 */
	public static Family scriptsFlushed() {
		return Family.of("cluster-scripts-flushed", (arena, random) -> servers(arena).forgetScripts());
	}

	private static int any(List<Integer> nodes, Random random) {
		return nodes.get(random.nextInt(nodes.size()));
	}

	private static ClusterServers servers(Arena arena) {
		return (ClusterServers) arena.deployment();
	}

}
