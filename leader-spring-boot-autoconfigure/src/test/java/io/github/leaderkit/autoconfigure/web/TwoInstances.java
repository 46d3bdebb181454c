package io.github.leaderkit.autoconfigure.web;

import java.time.Duration;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.engine.ElectionEngine;
import io.github.leaderkit.store.memory.InMemoryLeaseStore;
import org.awaitility.Awaitility;

/**
 * Two instances of an application, of which a test has one.
 */
final class TwoInstances implements AutoCloseable {

	private final InMemoryLeaseStore store = new InMemoryLeaseStore(System::currentTimeMillis);

	final ElectionEngine here;

	final ElectionEngine there;

	TwoInstances() {
		this("here", "there");
	}

	TwoInstances(String here, String there) {
		this.here = engine(here);
		this.there = engine(there);
	}

	private ElectionEngine engine(String instance) {
		ElectionEngine engine = new ElectionEngine(this.store.sharing(), Duration.ofMillis(100), true);
		engine.create("default",
				ElectionSettings.withKey("app")
					.instance(instance)
					.ttl(Duration.ofSeconds(6))
					.waitTime(Duration.ofMillis(3100))
					.build());
		return engine;
	}

	void leadHere() {
		this.here.start();
		Awaitility.await().until(() -> this.here.get("default").isLeader());
	}

	void leadThere() {
		this.there.start();
		Awaitility.await().until(() -> this.there.get("default").isLeader());
		this.here.start();
		Awaitility.await().until(() -> this.here.get("default").currentLeader().isPresent());
	}

	@Override
	public void close() {
		this.here.stop();
		this.there.stop();
	}

}
