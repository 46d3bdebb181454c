package io.github.leaderkit.benchmarks.measure;

import java.time.Duration;
import java.util.List;

import io.github.leaderkit.benchmarks.arena.DelayingProxy;
import io.github.leaderkit.benchmarks.arena.Lab;
import io.github.leaderkit.benchmarks.arena.Server;
import io.github.leaderkit.benchmarks.contender.ContenderKind;
import io.github.leaderkit.benchmarks.result.Results;

/**
 * Handovers where Redis is some milliseconds away.
 */
public final class NetworkMeasure implements Measure {

	private static final List<Integer> DELAYS = List.of(1, 5);

	@Override
	public void run(String name, Scope scope, Lab lab, Results results) throws Exception {
		List<ContenderKind> kinds = scope.only(ContenderKind.LEADER, ContenderKind.SPRING_INTEGRATION,
				ContenderKind.FLOOR);
		for (int delay : DELAYS) {
			try (Server redis = lab.redis();
					DelayingProxy proxy = new DelayingProxy(redis.port(), Duration.ofMillis(delay));
					Fleets fleets = new Fleets(lab, kinds, proxy.port())) {
				fleets.measure(scope.trials(), HandoverMeasure::handOver, "%s %d ms".formatted(name, delay), results);
			}
		}
	}

}
