package io.github.leaderkit.chaos.family;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import io.github.leaderkit.chaos.arena.Arena;
import io.github.leaderkit.chaos.arena.Profile;
import io.github.leaderkit.chaos.arena.SentinelServers;
import io.github.leaderkit.chaos.arena.Waiting;
import io.github.leaderkit.chaos.arena.WorkerProcess;

/**
 * Sentinels make another server the master.
 */
public final class SentinelFamilies {

	/**
	 * How long there are two masters at most, one of them without replicas.
	 */
	public static final Duration LONGEST_SPLIT = Duration.ofSeconds(45);

	private static final long LED_SECONDS = 20;

	private SentinelFamilies() {
	}

	/**
	 * By command. The former master learns of it some ten seconds later.
	 * @return the family
	 */
	public static Family failover() {
		return Family.of("sentinel-failover", (arena, random) -> {
			SentinelServers servers = servers(arena);
			int former = servers.master();
			servers.failOver();
			servers.awaitMasterAfter(former);
			servers.awaitReplicas();
		}).losing(DataLoss.FAILOVER);
	}

	/**
	 * Because the master was killed. It comes back empty, as a replica.
	 * @return the family
	 */
	public static Family masterKilled() {
		return Family.of("sentinel-master-killed", (arena, random) -> {
			SentinelServers servers = servers(arena);
			int former = servers.master();
			servers.server(former).kill();
			int master = servers.awaitMasterAfter(former);
			servers.startAsReplica(former, master);
			servers.awaitReplicas();
		}).losing(DataLoss.FAILOVER);
	}

	/**
	 * Because the master is cut off, together with a worker that leads.
	 * @return the family
	 */
	public static Family masterIsolated() {
		return Family.of("sentinel-master-isolated", (arena, random) -> {
			SentinelServers servers = servers(arena);
			int former = servers.master();
			WorkerProcess leader = arena.anyLeader(random);
			List<WorkerProcess> others = arena.workers().stream().filter((worker) -> worker != leader).toList();
			long start = System.nanoTime();
			servers.isolate(former, leader.number());
			try {
				servers.awaitMasterAfter(former);
				Waiting.until(LED_SECONDS, () -> ledBy(others) == Profile.ELECTIONS);
				Waiting.millis(random.nextInt(500, 2000));
			}
			finally {
				servers.unite();
			}
			servers.awaitReplicas();
			if (Duration.ofNanos(System.nanoTime() - start).compareTo(LONGEST_SPLIT) > 0) {
				throw new IOException("There were two masters for longer than " + LONGEST_SPLIT);
			}
		}).losing(DataLoss.FAILOVER);
	}

	private static int ledBy(List<WorkerProcess> workers) {
		return Long.bitCount(workers.stream().mapToLong(WorkerProcess::leads).reduce(0, (a, b) -> a | b));
	}

	private static SentinelServers servers(Arena arena) {
		return (SentinelServers) arena.deployment();
	}

}
