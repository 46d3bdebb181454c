package io.github.leaderkit.benchmarks.measure;

import java.util.Random;
import java.util.concurrent.TimeoutException;

import io.github.leaderkit.benchmarks.arena.ContenderProcess;
import io.github.leaderkit.benchmarks.arena.Fleet;
import io.github.leaderkit.benchmarks.arena.Lab;
import io.github.leaderkit.benchmarks.arena.Server;
import io.github.leaderkit.benchmarks.contender.Message.Word;
import io.github.leaderkit.benchmarks.result.Results;

/**
 * From the call by which a leader leaves to the promotion of another, in milliseconds.
 */
public final class HandoverMeasure implements Measure {

	/** Longer than anything takes that follows a handover. */
	private static final long REST_MILLIS = 500;

	/** Added at random, so that handovers are not in step with those who poll. */
	private static final long MORE_REST_MILLIS = 500;

	private static final Random random = new Random(1);

	private static final double NANOS_PER_MILLI = 1e6;

	@Override
	public void run(String name, Scope scope, Lab lab, Results results) throws Exception {
		try (Server redis = lab.redis(); Fleets fleets = new Fleets(lab, scope.contenders(), redis.port())) {
			fleets.measure(scope.trials(), HandoverMeasure::handOver, name, results);
		}
	}

	/**
	 * Hands over once, and has the leader that left contend again.
	 */
	static double handOver(Fleet fleet) throws InterruptedException, TimeoutException {
		ContenderProcess leader = fleet.leader();
		fleet.forgetPromotions();
		long left = leader.ask(Word.LEAVE);
		long promoted = fleet.awaitPromotion().at();
		leader.ask(Word.REJOIN);
		Thread.sleep(REST_MILLIS + random.nextLong(MORE_REST_MILLIS));
		return (promoted - left) / NANOS_PER_MILLI;
	}

}
