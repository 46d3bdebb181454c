package io.github.leaderkit.benchmarks.measure;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.leaderkit.benchmarks.arena.Claims;
import io.github.leaderkit.benchmarks.arena.ContenderProcess;
import io.github.leaderkit.benchmarks.arena.Fleet;
import io.github.leaderkit.benchmarks.arena.Lab;
import io.github.leaderkit.benchmarks.arena.Server;
import io.github.leaderkit.benchmarks.arena.Setup;
import io.github.leaderkit.benchmarks.contender.ContenderKind;
import io.github.leaderkit.benchmarks.contender.Message.Word;
import io.github.leaderkit.benchmarks.result.Results;

/**
 * For how many milliseconds two instances claim to lead, around a fault that takes longer
 * than a lease: the most of some trials. Each trial has a fleet and a Redis of its own.
 */
public final class ClaimsMeasure implements Measure {

	/** The most milliseconds with two claims. */
	public static final String TWO_CLAIMS = "two claims";

	/** The faults by their names. */
	private static final Map<String, Fault> FAULTS = new LinkedHashMap<>();

	private static final Duration LEASE = Duration.ofSeconds(3);

	private static final Duration LEADER_PAUSE = Duration.ofSeconds(5);

	private static final Duration OUTAGE = LEASE.plusMillis(200);

	/** Longer than anybody claims a lease that is lost, unless for ever. */
	private static final Duration AFTERMATH = LEASE.multipliedBy(3);

	private static final int PROCESSES = 3;

	static {
		FAULTS.put("leader paused", (leader, redis) -> {
			leader.pause();
			Thread.sleep(LEADER_PAUSE.toMillis());
			leader.resume();
		});
		FAULTS.put("redis stalled", (leader, redis) -> {
			redis.pause();
			Thread.sleep(OUTAGE.toMillis());
			redis.resume();
		});
		FAULTS.put("redis emptied", (leader, redis) -> redis.restartEmpty());
	}

	@Override
	public void run(String name, Scope scope, Lab lab, Results results) throws Exception {
		int trials = (scope.trials() + 19) / 20;
		for (Map.Entry<String, Fault> fault : FAULTS.entrySet()) {
			for (ContenderKind kind : scope.contenders()) {
				double most = 0;
				for (int i = 0; i < trials; i++) {
					most = Math.max(most, twoClaims(kind, fault.getValue(), lab));
				}
				results.put(name + " " + fault.getKey(), kind, "n", trials);
				results.put(name + " " + fault.getKey(), kind, TWO_CLAIMS, most);
			}
		}
	}

	private static long twoClaims(ContenderKind kind, Fault fault, Lab lab) throws Exception {
		try (Server redis = lab.redis();
				Fleet fleet = Fleet.start(lab, new Setup(kind, redis.port(), LEASE), PROCESSES)) {
			fleet.processes().forEach((process) -> process.ask(Word.WATCH));
			Thread.sleep(LEASE.toMillis());
			fault.happen(fleet.leader(), redis);
			Thread.sleep(AFTERMATH.toMillis());
			return Claims.twice(fleet.processes().stream().map(ContenderProcess::claims).toList());
		}
	}

	/**
	 * What happens to a leader or to Redis.
	 */
	@FunctionalInterface
	private interface Fault {

		/**
		 * Happens, from its begin to its end.
		 */
		void happen(ContenderProcess leader, Server redis) throws IOException, InterruptedException;

	}

}
