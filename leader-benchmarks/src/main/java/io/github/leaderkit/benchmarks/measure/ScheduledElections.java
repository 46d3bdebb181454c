package io.github.leaderkit.benchmarks.measure;

import java.time.Duration;
import java.util.List;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.benchmarks.contender.Redis;
import io.github.leaderkit.engine.ElectionEngine;
import io.github.leaderkit.store.redis.RedisLeaseStore;

/**
 * Elections of this process whose schedules are measured.
 */
final class ScheduledElections {

	/** The name of the only election of an engine. */
	static final String ELECTION = "default";

	private static final Duration TTL = Duration.ofSeconds(3);

	private static final Duration COMMAND_TIMEOUT = ElectionSettings.commandTimeoutFor(List.of(TTL));

	private ScheduledElections() {
	}

	/**
	 * An engine with one election.
	 */
	static ElectionEngine engine(int port, String key) {
		return engine(port, key, 0);
	}

	static ElectionEngine engine(int port, String key, int waitReplicas) {
		ElectionEngine engine = new ElectionEngine(store(port, waitReplicas), COMMAND_TIMEOUT, true);
		engine.create(ELECTION, ElectionSettings.withKey(key).ttl(TTL).build());
		return engine;
	}

	static RedisLeaseStore store(int port) {
		return store(port, 0);
	}

	private static RedisLeaseStore store(int port, int waitReplicas) {
		return new RedisLeaseStore(Redis.connectionFactory(port), RedisLeaseStore.DEFAULT_PREFIX, COMMAND_TIMEOUT,
				System::nanoTime, waitReplicas);
	}

}
