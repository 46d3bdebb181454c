package io.github.leaderkit.benchmarks.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.github.leaderkit.Fire;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.ScheduleSettings;
import io.github.leaderkit.benchmarks.arena.Lab;
import io.github.leaderkit.benchmarks.arena.ReplicatedServers;
import io.github.leaderkit.benchmarks.arena.Server;
import io.github.leaderkit.benchmarks.contender.ContenderKind;
import io.github.leaderkit.benchmarks.result.Distribution;
import io.github.leaderkit.benchmarks.result.Results;
import io.github.leaderkit.engine.ElectionEngine;
import io.github.leaderkit.store.LeaseCall;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.ScheduleChange;
import io.github.leaderkit.store.redis.RedisLeaseStore;

/**
 * What schedules cost, in this process: a run beside the work, a renewal of a record with
 * many schedules, how soon after a promotion the first fire is made up for, heap, how
 * late crons begin, and what becomes of fires in a failover of Redis.
 */
public final class SchedulesMeasure implements Measure {

	private static final int RUNS = RunsInARow.RUNS;

	private static final int WARM_UP = RunsInARow.WARM_UP;

	private static final List<Integer> CRONS = List.of(1, 100);

	private static final double NANOS_PER_MILLI = 1_000_000;

	@Override
	public void run(String name, Scope scope, Lab lab, Results results) throws Exception {
		try (Server redis = lab.redis()) {
			putSamples(name, ContenderKind.LEADER, RunsInARow.measure(engine(redis, "runs")), results);
			if (scope.contenders().contains(ContenderKind.SHEDLOCK)) {
				putSamples(name, ContenderKind.SHEDLOCK, locks(redis), results);
			}
			measureReplicatedRuns(lab, name, results);
			for (int schedules : List.of(1, 200)) {
				measurePromotions(redis, schedules, name + " promotion", scope.trials(), results);
			}
			for (int schedules : List.of(0, 100, 500)) {
				measureRenewals(redis, schedules, name + " renewal", results);
			}
			ScheduleHeap.measure(redis, name + " heap", results);
			new CronLateness(redis, name + " lateness", scope.window(), results).measure(CRONS);
		}
		for (int waitReplicas : List.of(0, 1)) {
			FailoverFires.measure(lab, waitReplicas, name + " failover", scope.trials(), results);
		}
	}

	private static void putSamples(String name, Object row, List<Double> samples, Results results) {
		results.putSamples(name, row, samples);
		results.put(name, row, "p99", new Distribution(samples).percentile(99));
	}

	private static ElectionEngine engine(Server redis, String key) {
		return ScheduledElections.engine(redis.port(), key);
	}

	/**
	 * Claim and end count only if a replica has them.
	 */
	private static void measureReplicatedRuns(Lab lab, String name, Results results) throws Exception {
		try (ReplicatedServers servers = lab.replicated(Duration.ZERO)) {
			putSamples(name, ContenderKind.LEADER + " wait-replicas 1",
					RunsInARow.measure(ScheduledElections.engine(servers.masterPort(), "runs", 1)), results);
		}
	}

	/**
	 * The libraries to compare with are on the class path only if they were asked for.
	 */
	private static List<Double> locks(Server redis) throws ReflectiveOperationException {
		Runnable locks = (Runnable) Class.forName("io.github.leaderkit.benchmarks.peers.ShedLockLocks")
			.getConstructor(int.class)
			.newInstance(redis.port());
		List<Double> times = new ArrayList<>();
		for (int i = 0; i < WARM_UP + RUNS; i++) {
			long start = System.nanoTime();
			locks.run();
			if (i >= WARM_UP) {
				times.add((System.nanoTime() - start) / NANOS_PER_MILLI);
			}
		}
		return times;
	}

	/**
	 * Each schedule has missed fires when an instance is promoted.
	 */
	private void measurePromotions(Server redis, int schedules, String name, int trials, Results results)
			throws Exception {
		List<Double> first = new ArrayList<>();
		List<Double> all = new ArrayList<>();
		for (int i = 0; i <= trials; i++) {
			ExecutorService thread = Executors.newSingleThreadExecutor();
			ElectionEngine engine = engine(redis, "promotions-" + schedules);
			Queue<Fire> fires = new ConcurrentLinkedQueue<>();
			AtomicLong promoted = new AtomicLong();
			AtomicLong firstFire = new AtomicLong();
			CountDownLatch rest = new CountDownLatch(schedules);
			engine.addListener((event) -> {
				if (event instanceof Promoted) {
					promoted.set(System.nanoTime());
				}
			});
			for (int schedule = 0; schedule < schedules; schedule++) {
				engine.schedules()
					.add(ScheduledElections.ELECTION,
							ScheduleSettings.fixedRate("job-" + schedule, Duration.ofMillis(500)), (fire) -> {
								firstFire.compareAndSet(0, System.nanoTime());
								fires.add(fire);
								rest.countDown();
								return null;
							}, thread);
			}
			engine.start();
			rest.await(30, TimeUnit.SECONDS);
			// The first one finds a record without schedules
			if (i > 0) {
				first.add((firstFire.get() - promoted.get()) / NANOS_PER_MILLI);
				all.add((System.nanoTime() - promoted.get()) / NANOS_PER_MILLI);
			}
			engine.stop().toCompletableFuture().join();
			thread.shutdown();
			Thread.sleep(600);
		}
		results.putSamples(name, schedules + " first", first);
		results.putSamples(name, schedules + " all", all);
	}

	private void measureRenewals(Server redis, int schedules, String name, Results results) {
		RedisLeaseStore store = ScheduledElections.store(redis.port());
		store.open();
		String key = "renewals-" + schedules;
		LeaseReply granted = ask(store,
				new LeaseRequest.Acquire(key, "a".repeat(32), 1, 600_000, 0, 0, 0, false, false, "", 700_000, 0, ""));
		for (int i = 0; i < schedules; i++) {
			ask(store, new LeaseRequest.ChangeSchedules(key, granted.holder(), granted.term(), 0, 0,
					List.of(new ScheduleChange("job-" + i, "", "x".repeat(200), 0))));
		}
		List<Double> times = new ArrayList<>();
		for (int i = 0; i < WARM_UP + RUNS; i++) {
			long start = System.nanoTime();
			ask(store, new LeaseRequest.Renew(key, granted.holder(), granted.term(), 600_000, 0, granted.runId(), ""));
			if (i >= WARM_UP) {
				times.add((System.nanoTime() - start) / NANOS_PER_MILLI);
			}
		}
		results.putSamples(name, schedules + " schedules", times);
		store.close();
	}

	private static LeaseReply ask(RedisLeaseStore store, LeaseRequest request) {
		CompletableFuture<LeaseReply> reply = new CompletableFuture<>();
		store.execute(List.of(new LeaseCall(request, (result) -> reply.complete(result.reply()))));
		return reply.join();
	}

}
