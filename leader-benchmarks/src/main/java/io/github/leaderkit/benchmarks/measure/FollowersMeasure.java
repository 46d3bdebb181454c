package io.github.leaderkit.benchmarks.measure;

import java.time.Duration;
import java.util.List;

import io.github.leaderkit.benchmarks.arena.ContenderProcess;
import io.github.leaderkit.benchmarks.arena.Fleet;
import io.github.leaderkit.benchmarks.arena.Lab;
import io.github.leaderkit.benchmarks.arena.Server;
import io.github.leaderkit.benchmarks.arena.Setup;
import io.github.leaderkit.benchmarks.contender.ContenderKind;
import io.github.leaderkit.benchmarks.contender.Message.Word;
import io.github.leaderkit.benchmarks.result.Results;

/**
 * What many elections cost when one process leads all of them and others follow: percent
 * of a processor in the leader, in Redis, and in the follower that came last.
 */
public final class FollowersMeasure implements Measure {

	private static final Duration LEASE = Duration.ofSeconds(15);

	private static final List<Integer> FOLLOWERS = List.of(0, 1, 2);

	private static final double NANOS_PER_SECOND = 1e9;

	@Override
	public void run(String name, Scope scope, Lab lab, Results results) throws Exception {
		for (int elections : scope.sizes()) {
			try (Server redis = lab.redis();
					Fleet fleet = new Fleet(lab, new Setup(ContenderKind.LEADER, redis.port(), LEASE, elections, 1))) {
				ContenderProcess leader = fleet.launch();
				leader.ask(Word.START);
				leader.ask(Word.ELECTED);
				for (int followers : FOLLOWERS) {
					if (followers > 0) {
						fleet.join();
					}
					measure(name, elections + " and " + followers + " followers", scope.window(), redis, fleet,
							results);
				}
			}
		}
	}

	private void measure(String name, String row, Duration window, Server redis, Fleet fleet, Results results)
			throws Exception {
		Thread.sleep(LEASE.plus(window).toMillis());
		List<ContenderProcess> processes = fleet.processes();
		ContenderProcess leader = processes.get(0);
		ContenderProcess last = processes.get(processes.size() - 1);
		long began = System.nanoTime();
		long ofLeader = leader.ask(Word.CPU);
		long ofLast = last.ask(Word.CPU);
		double ofRedis = redis.cpuSeconds();
		Thread.sleep(window.toMillis());
		double nanos = System.nanoTime() - began;
		results.put(name, row, "leader cpu %", (leader.ask(Word.CPU) - ofLeader) / nanos * 100);
		if (last != leader) {
			results.put(name, row, "follower cpu %", (last.ask(Word.CPU) - ofLast) / nanos * 100);
		}
		results.put(name, row, "redis cpu %", (redis.cpuSeconds() - ofRedis) * NANOS_PER_SECOND / nanos * 100);
	}

}
