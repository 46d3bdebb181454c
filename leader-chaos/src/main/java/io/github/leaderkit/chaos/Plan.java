package io.github.leaderkit.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import io.github.leaderkit.chaos.arena.ClusterServers;
import io.github.leaderkit.chaos.arena.Profile;
import io.github.leaderkit.chaos.arena.SentinelServers;
import io.github.leaderkit.chaos.family.ChurnFamilies;
import io.github.leaderkit.chaos.family.ClusterFamilies;
import io.github.leaderkit.chaos.family.DataFamilies;
import io.github.leaderkit.chaos.family.Family;
import io.github.leaderkit.chaos.family.NetworkFamilies;
import io.github.leaderkit.chaos.family.NewcomerFamilies;
import io.github.leaderkit.chaos.family.ProxyFamilies;
import io.github.leaderkit.chaos.family.RedisClockFamilies;
import io.github.leaderkit.chaos.family.RedisPauseFamilies;
import io.github.leaderkit.chaos.family.RestartFamilies;
import io.github.leaderkit.chaos.family.SecondFamilies;
import io.github.leaderkit.chaos.family.SentinelFamilies;
import io.github.leaderkit.chaos.family.StarvationFamilies;
import io.github.leaderkit.chaos.family.WorkerClockFamilies;
import io.github.leaderkit.chaos.family.WorkerFamilies;
import io.github.leaderkit.chaos.worker.ChaosWorker;

/**
 * Which faults hit which arenas, and how often.
 *
 * <p>
 * In standard safety, two may lead if a process that remembers nothing meets a Redis that
 * has lost its data or whose clock was set forward. So a session of standard safety with
 * such faults starts no worker anew. In either safety, terms can fall if all data are
 * lost, the clock of Redis went back, and the next leader remembers nothing; so no
 * session has all three. And two lead for as long as there are two masters, one of them
 * without replicas, unless leases count only if a replica has them.
 */
final class Plan {

	private final List<Session> sessions = new ArrayList<>();

	private final Random random;

	private final boolean full;

	private Plan(Random random, boolean full) {
		this.random = random;
		this.full = full;
	}

	/**
	 * Makes the plan.
	 * @param full whether for a full run, or for a slice in which each family comes once
	 * or twice
	 * @param random decides on the order of the faults
	 * @return the sessions
	 */
	static List<Session> of(boolean full, Random random) {
		Plan plan = new Plan(random, full);
		plan.add("workers", Profile.STANDARD, 0, workers());
		plan.add("network", Profile.STANDARD, 0, network());
		plan.add("redis", Profile.STANDARD, 0, redis());
		plan.add("data", Profile.STANDARD, 0, data());
		plan.add("redis-clock", Profile.STANDARD.withRedisClock(), 0, redisClock());
		plan.add("worker-clocks", Profile.STANDARD.withWorkerClocks(), 0, workerClocks());
		plan.add("schedules", Profile.STANDARD.withWorkerClocks(), 0, schedules());
		plan.add("strict", Profile.STANDARD.inStrict().withRedisClock(), 0, strict());
		plan.add("strict-clocks", Profile.STANDARD.inStrict().withRedisClock().withWorkerClocks(), 0, strictClocks());
		plan.add("newcomers", Profile.STANDARD.withRedisClock(), ChaosWorker.TTL.toMillis(), newcomers());
		plan.add("sentinel", Profile.STANDARD.with(SentinelServers::new).waitingFor(1), 0, sentinel());
		plan.add("sentinel-split", Profile.STANDARD.with(SentinelServers::new),
				SentinelFamilies.LONGEST_SPLIT.plus(ChaosWorker.TTL).toMillis(), sentinelSplit());
		plan.add("cluster", Profile.STANDARD.with(ClusterServers::new), 0, cluster());
		return plan.sessions;
	}

	private static List<Times> workers() {
		return List.of(new Times(50, WorkerFamilies.kill()), new Times(50, WorkerFamilies.pause()),
				new Times(14, StarvationFamilies.quota()), new Times(6, StarvationFamilies.stress()),
				new Times(16, WorkerFamilies.garbageCollection()), new Times(30, ChurnFamilies.alone()),
				new Times(15, ChurnFamilies.with(WorkerFamilies.kill())),
				new Times(15, ChurnFamilies.with(WorkerFamilies.pause())));
	}

	private static List<Times> network() {
		return List.of(new Times(16, ProxyFamilies.requestsHeld()), new Times(16, ProxyFamilies.repliesHeld()),
				new Times(12, ProxyFamilies.bothHeld()), new Times(12, ProxyFamilies.latency()),
				new Times(12, ProxyFamilies.reset()), new Times(12, ProxyFamilies.repliesSwallowed()),
				new Times(10, ProxyFamilies.refused()), new Times(14, NetworkFamilies.packetsDropped()),
				new Times(6, NetworkFamilies.socketsDestroyed()),
				new Times(15, ChurnFamilies.with(ProxyFamilies.requestsHeld())),
				new Times(15, ChurnFamilies.with(ProxyFamilies.repliesSwallowed())),
				new Times(10, ChurnFamilies.with(ProxyFamilies.latency())));
	}

	private static List<Times> redis() {
		return List.of(new Times(15, RedisPauseFamilies.stopped()), new Times(10, RedisPauseFamilies.sleeping()),
				new Times(10, RedisPauseFamilies.writesPaused()), new Times(10, RedisPauseFamilies.allPaused()),
				new Times(10, RedisPauseFamilies.busy()), new Times(5, RedisPauseFamilies.scriptsForgotten()),
				new Times(15, ChurnFamilies.with(RedisPauseFamilies.stopped())),
				new Times(10, ChurnFamilies.with(RedisPauseFamilies.busy())), new Times(5, WorkerFamilies.kill()));
	}

	private static List<Times> data() {
		return List.of(new Times(10, RestartFamilies.empty()), new Times(10, RestartFamilies.logEverySecond()),
				new Times(8, RestartFamilies.logAlways()), new Times(8, RestartFamilies.snapshot()),
				new Times(12, DataFamilies.flush()), new Times(10, DataFamilies.delete()),
				new Times(6, DataFamilies.wrongType()), new Times(6, DataFamilies.nonsense()),
				new Times(8, DataFamilies.evictionOfVolatile()), new Times(8, DataFamilies.evictionOfAll()),
				new Times(8, DataFamilies.outOfMemory()), new Times(15, ChurnFamilies.with(DataFamilies.flush())),
				new Times(10, ChurnFamilies.with(RestartFamilies.empty())));
	}

	private static List<Times> redisClock() {
		return List.of(new Times(12, RedisClockFamilies.forward()), new Times(12, RedisClockFamilies.back()),
				new Times(6, RedisClockFamilies.slew()), new Times(8, RedisClockFamilies.forwardUnheard()),
				new Times(15, ChurnFamilies.with(RedisClockFamilies.forward())),
				new Times(5, ChurnFamilies.with(RedisClockFamilies.back())));
	}

	private static List<Times> workerClocks() {
		return List.of(new Times(10, WorkerClockFamilies.wallStep()), new Times(10, WorkerClockFamilies.suspend()),
				new Times(10, ChurnFamilies.with(WorkerClockFamilies.suspend())));
	}

	/**
	 * Nothing here makes Redis forget anything, so no fire may be run twice or be lost.
	 */
	private static List<Times> schedules() {
		return List.of(new Times(25, SecondFamilies.with(WorkerFamilies.kill())),
				new Times(10, SecondFamilies.with(WorkerFamilies.pause())),
				new Times(8, SecondFamilies.with(RedisPauseFamilies.stopped())),
				new Times(8, SecondFamilies.with(ProxyFamilies.requestsHeld())),
				new Times(8, SecondFamilies.with(ProxyFamilies.repliesSwallowed())),
				new Times(4, SecondFamilies.with(WorkerClockFamilies.wallStep())),
				new Times(4, SecondFamilies.with(WorkerClockFamilies.suspend())),
				new Times(8, ChurnFamilies.with(SecondFamilies.with(WorkerFamilies.kill()))));
	}

	private static List<Times> strict() {
		return List.of(new Times(5, WorkerFamilies.kill()), new Times(5, WorkerFamilies.pause()),
				new Times(5, ProxyFamilies.requestsHeld()), new Times(5, RedisPauseFamilies.stopped()),
				new Times(5, RestartFamilies.empty()), new Times(5, RestartFamilies.logEverySecond()),
				new Times(5, DataFamilies.flush()), new Times(5, RedisClockFamilies.forward()),
				new Times(10, NewcomerFamilies.flush()), new Times(5, NewcomerFamilies.restartEmpty()),
				new Times(5, NewcomerFamilies.clockForward()), new Times(5, ChurnFamilies.with(DataFamilies.flush())));
	}

	private static List<Times> strictClocks() {
		return List.of(new Times(5, WorkerFamilies.kill()), new Times(5, RedisClockFamilies.forward()),
				new Times(5, RedisClockFamilies.back()), new Times(5, RedisClockFamilies.forwardUnheard()),
				new Times(5, NewcomerFamilies.clockForward()), new Times(5, WorkerClockFamilies.wallStep()),
				new Times(5, WorkerClockFamilies.suspend()),
				new Times(5, ChurnFamilies.with(RedisClockFamilies.back())));
	}

	private static List<Times> newcomers() {
		return List.of(new Times(6, NewcomerFamilies.flush()), new Times(4, NewcomerFamilies.restartEmpty()),
				new Times(4, NewcomerFamilies.clockForward()));
	}

	private static List<Times> sentinel() {
		return List.of(new Times(5, SentinelFamilies.masterIsolated()), new Times(3, SentinelFamilies.failover()),
				new Times(2, ChurnFamilies.with(SentinelFamilies.failover())),
				new Times(2, SentinelFamilies.masterKilled()));
	}

	private static List<Times> sentinelSplit() {
		return List.of(new Times(3, SentinelFamilies.masterIsolated()),
				new Times(3, ChurnFamilies.with(SentinelFamilies.failover())),
				new Times(2, SentinelFamilies.masterKilled()));
	}

	private static List<Times> cluster() {
		return List.of(new Times(5, ClusterFamilies.failover()), new Times(4, ClusterFamilies.masterKilled()),
				new Times(6, ClusterFamilies.slotsMoved()), new Times(3, ClusterFamilies.scriptsFlushed()),
				new Times(2, ChurnFamilies.with(ClusterFamilies.slotsMoved())));
	}

	private void add(String name, Profile profile, long overlapLimit, List<Times> counts) {
		List<Family> faults = new ArrayList<>();
		for (Times times : counts) {
			faults.addAll(Collections.nCopies(this.full ? times.count() : 1, times.family()));
		}
		Collections.shuffle(faults, this.random);
		this.sessions.add(new Session(name, profile, overlapLimit, faults));
	}

	/**
	 * How often a family comes.
	 */
	private record Times(int count, Family family) {
	}

}
