package io.github.leaderkit.benchmarks.measure;

import io.github.leaderkit.benchmarks.arena.Lab;
import io.github.leaderkit.benchmarks.arena.Server;
import io.github.leaderkit.benchmarks.result.Results;

/**
 * From the call by which a leader leaves to the promotion of another, in milliseconds.
 */
public final class HandoverMeasure implements Measure {

	@Override
	public void run(String name, Scope scope, Lab lab, Results results) throws Exception {
		try (Server redis = lab.redis(); Handovers handovers = new Handovers(lab, scope.contenders(), redis.port())) {
			handovers.run(scope.trials()).forEach((kind, millis) -> results.putSamples(name, kind, millis));
		}
		results.putRatios(name);
	}

}
