package io.github.leaderkit.benchmarks.measure;

import java.time.Duration;

import io.github.leaderkit.benchmarks.arena.Fleet;
import io.github.leaderkit.benchmarks.arena.Lab;
import io.github.leaderkit.benchmarks.arena.Server;
import io.github.leaderkit.benchmarks.arena.Setup;
import io.github.leaderkit.benchmarks.contender.ContenderKind;
import io.github.leaderkit.benchmarks.result.Results;

/**
 * The commands per second of a leader alone, and what a follower adds. It counts for six
 * windows: with one command every two seconds, one that falls on the edge of a short
 * window would be a tenth of the result.
 */
public final class CommandsMeasure implements Measure {

	private static final Duration LEASE = Duration.ofSeconds(3);

	@Override
	public void run(String name, Scope scope, Lab lab, Results results) throws Exception {
		Duration window = scope.window().multipliedBy(6);
		for (ContenderKind kind : scope.contenders()) {
			try (Server redis = lab.redis(); Fleet fleet = Fleet.start(lab, new Setup(kind, redis.port(), LEASE), 1)) {
				Thread.sleep(LEASE.toMillis());
				double leader = redis.commandsPerSecond(window);
				fleet.join();
				Thread.sleep(LEASE.toMillis());
				results.put(name, kind, "leader", leader);
				results.put(name, kind, "follower", redis.commandsPerSecond(window) - leader);
			}
		}
	}

}
