package io.github.leaderkit.benchmarks.measure;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.github.leaderkit.ScheduleSettings;
import io.github.leaderkit.benchmarks.arena.Lab;
import io.github.leaderkit.benchmarks.arena.ReplicatedServers;
import io.github.leaderkit.benchmarks.result.Results;
import io.github.leaderkit.engine.ElectionEngine;

/**
 * What becomes of fires when the master dies at the second, while they are claimed, and
 * the replica lacks what was on its way to it. Two instances have the same schedules.
 */
final class FailoverFires {

	private static final int SCHEDULES = 20;

	private static final int THREADS = 4;

	private static final int INSTANCES = 2;

	/** How far the replica is away, one way. */
	private static final Duration DISTANCE = Duration.ofMillis(5);

	/** The last claims of a second come about so long after it. */
	private static final int SPREAD_MILLIS = 30;

	private static final long SECOND = 1_000;

	private static final long SETTLE_MILLIS = 4_000;

	private final FireTally tally = new FireTally();

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS * INSTANCES);

	private FailoverFires() {
	}

	static void measure(Lab lab, int waitReplicas, String name, int trials, Results results) throws Exception {
		FailoverFires fires = new FailoverFires();
		try (ReplicatedServers servers = lab.replicated(DISTANCE)) {
			fires.failOver(servers, waitReplicas, trials);
		}
		String row = "wait-replicas " + waitReplicas;
		results.put(name, row, "failovers", trials);
		results.put(name, row, "planned", fires.tally.planned());
		results.put(name, row, "run twice", fires.tally.twice());
		results.put(name, row, "neither", fires.tally.unaccounted());
		results.put(name, row, "reported", fires.tally.reported());
	}

	private void failOver(ReplicatedServers servers, int waitReplicas, int trials) throws Exception {
		List<ElectionEngine> engines = List.of(engine(servers, waitReplicas), engine(servers, waitReplicas));
		engines.forEach(ElectionEngine::start);
		Thread.sleep(SETTLE_MILLIS);
		for (int i = 0; i < trials; i++) {
			Thread.sleep(Math.floorMod(SPREAD_MILLIS * i / trials - System.currentTimeMillis(), SECOND));
			servers.failOver();
			Thread.sleep(SETTLE_MILLIS);
		}
		engines.forEach((engine) -> engine.stop().toCompletableFuture().join());
		this.threads.shutdown();
	}

	private ElectionEngine engine(ReplicatedServers servers, int waitReplicas) {
		ElectionEngine engine = ScheduledElections.engine(servers.port(), "failover", waitReplicas);
		engine.addListener(this.tally::happened);
		for (int i = 0; i < SCHEDULES; i++) {
			engine.schedules()
				.add(ScheduledElections.ELECTION, ScheduleSettings.cron("job-" + i, "* * * * * *", ZoneOffset.UTC),
						(fire) -> {
							this.tally.ran(fire);
							return null;
						}, this.threads);
		}
		return engine;
	}

}
