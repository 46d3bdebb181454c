package io.github.leaderkit.benchmarks.measure;

import java.util.Random;

import io.github.leaderkit.benchmarks.arena.ContenderProcess;
import io.github.leaderkit.benchmarks.arena.Fleet;
import io.github.leaderkit.benchmarks.arena.Lab;
import io.github.leaderkit.benchmarks.arena.Server;
import io.github.leaderkit.benchmarks.arena.Setup;
import io.github.leaderkit.benchmarks.contender.ContenderMain;
import io.github.leaderkit.benchmarks.result.Results;

/**
 * How much later than the end of the lease of a killed leader another is promoted, in
 * milliseconds. A third of the trials is enough: each takes a lease and a new process.
 */
public final class CrashMeasure implements Measure {

	/** What the killed process has sent arrives within this time. */
	private static final long LAST_WORDS_MILLIS = 20;

	private static final double NANOS_PER_MILLI = 1e6;

	private final Random random = new Random(1);

	@Override
	public void run(String name, Scope scope, Lab lab, Results results) throws Exception {
		try (Server redis = lab.redis(); Fleets fleets = new Fleets(lab, scope.contenders(), redis.port())) {
			fleets.measure((scope.trials() + 2) / 3, (fleet) -> crash(fleet, redis), name, results);
		}
	}

	private double crash(Fleet fleet, Server redis) throws Exception {
		Setup setup = fleet.setup();
		Thread.sleep(this.random.nextLong(setup.lease().toMillis()));
		ContenderProcess leader = fleet.leader();
		fleet.forgetPromotions();
		fleet.kill(leader);
		Thread.sleep(LAST_WORDS_MILLIS);
		long end = redis.leaseEnd(setup.kind().leaseKey(ContenderMain.key(0)));
		long promoted = fleet.awaitPromotion().at();
		fleet.join();
		Thread.sleep(setup.lease().toMillis() / 2);
		return promoted / NANOS_PER_MILLI - end;
	}

}
