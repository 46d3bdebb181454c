package io.github.leaderkit.guard;

import java.time.Duration;
import java.util.function.UnaryOperator;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.engine.ElectionEngine;
import io.github.leaderkit.store.memory.InMemoryLeaseStore;

/**
 * The real engine with one election, which this process leads.
 */
final class RunningElection implements AutoCloseable {

	private static final Duration TTL = Duration.ofSeconds(20);

	final ElectionEngine engine = new ElectionEngine(new InMemoryLeaseStore(System::currentTimeMillis),
			Duration.ofMillis(200), true);

	final LeaderElection election;

	RunningElection(UnaryOperator<ElectionSettings.Builder> settings) throws InterruptedException {
		this.election = this.engine.create("default",
				settings.apply(ElectionSettings.withKey("test").ttl(TTL)).build());
		this.engine.start();
		this.election.awaitLeadership(Duration.ofSeconds(10)).orElseThrow();
	}

	@Override
	public void close() {
		this.engine.stop().toCompletableFuture().join();
	}

}
