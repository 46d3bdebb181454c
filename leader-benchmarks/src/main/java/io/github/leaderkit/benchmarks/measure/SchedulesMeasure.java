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

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.Fire;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.ScheduleSettings;
import io.github.leaderkit.benchmarks.arena.Lab;
import io.github.leaderkit.benchmarks.arena.Server;
import io.github.leaderkit.benchmarks.contender.ContenderKind;
import io.github.leaderkit.benchmarks.contender.Redis;
import io.github.leaderkit.benchmarks.result.Results;
import io.github.leaderkit.engine.ElectionEngine;
import io.github.leaderkit.store.LeaseCall;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.ScheduleChange;
import io.github.leaderkit.store.redis.RedisLeaseStore;

/**
 * What schedules cost, in this process: a run beside the work, a renewal of a record with
 * many schedules, and how soon after a promotion the first fire is made up for.
 */
public final class SchedulesMeasure implements Measure {

	private static final String ELECTION = "default";

	private static final Duration TTL = Duration.ofSeconds(3);

	private static final Duration COMMAND_TIMEOUT = ElectionSettings.commandTimeoutFor(List.of(TTL));

	private static final int RUNS = 2_000;

	private static final int WARM_UP = 500;

	private static final double NANOS_PER_MILLI = 1_000_000;

	@Override
	public void run(String name, Scope scope, Lab lab, Results results) throws Exception {
		try (Server redis = lab.redis()) {
			measureRuns(redis, name, results);
			if (scope.contenders().contains(ContenderKind.SHEDLOCK)) {
				results.putSamples(name, ContenderKind.SHEDLOCK, locks(redis));
			}
			for (int schedules : List.of(1, 200)) {
				measurePromotions(redis, schedules, name + " promotion", scope.trials(), results);
			}
			for (int schedules : List.of(0, 100, 500)) {
				measureRenewals(redis, schedules, name + " renewal", results);
			}
		}
	}

	/**
	 * The time between the work of one run and that of the next, if it is always due: the
	 * end is recorded, and the next one is claimed. Beside it, a lock and an unlock.
	 */
	private void measureRuns(Server redis, String name, Results results) throws Exception {
		ExecutorService thread = Executors.newSingleThreadExecutor();
		ElectionEngine engine = engine(redis, "runs");
		List<Double> between = new ArrayList<>();
		CountDownLatch enough = new CountDownLatch(WARM_UP + RUNS);
		AtomicLong ended = new AtomicLong();
		engine.schedules().add(ELECTION, ScheduleSettings.fixedRate("always", Duration.ofMillis(1)), (fire) -> {
			if (enough.getCount() < RUNS && enough.getCount() > 0) {
				between.add((System.nanoTime() - ended.get()) / NANOS_PER_MILLI);
			}
			enough.countDown();
			ended.set(System.nanoTime());
			return null;
		}, thread);
		engine.start();
		enough.await(1, TimeUnit.MINUTES);
		engine.stop().toCompletableFuture().join();
		thread.shutdown();
		results.putSamples(name, ContenderKind.LEADER, List.copyOf(between));
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
					.add(ELECTION, ScheduleSettings.fixedRate("job-" + schedule, Duration.ofMillis(500)), (fire) -> {
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
		RedisLeaseStore store = store(redis);
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

	private static ElectionEngine engine(Server redis, String key) {
		ElectionEngine engine = new ElectionEngine(store(redis), COMMAND_TIMEOUT, true);
		engine.create(ELECTION, ElectionSettings.withKey(key).ttl(TTL).build());
		return engine;
	}

	private static RedisLeaseStore store(Server redis) {
		return new RedisLeaseStore(Redis.connectionFactory(redis.port()), RedisLeaseStore.DEFAULT_PREFIX,
				COMMAND_TIMEOUT, System::nanoTime);
	}

}
