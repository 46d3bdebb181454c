package io.github.leaderkit.test;

import java.util.List;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.engine.ElectionEngine;
import io.github.leaderkit.test.time.ManualTime;

/**
 * Another instance of the application, as far as one of its elections is concerned.
 */
final class OtherInstance {

	private final ElectionEngine engine;

	OtherInstance(String instance, LeaderElection election, TestLeaseStore store, ManualTime time) {
		ElectionSettings same = election.settings();
		this.engine = new ElectionEngine(time.runtime(store.ofAnother()),
				ElectionSettings.commandTimeoutFor(List.of(same.ttl())), true, 0);
		this.engine.create(election.name() + "' of '" + instance,
				ElectionSettings.withKey(same.key())
					.instance(instance)
					.application(same.application())
					.ttl(same.ttl())
					.build());
	}

	/**
	 * Contends, and leads once the lease is free.
	 */
	void start() {
		this.engine.start();
	}

	/**
	 * Stops, which frees its lease.
	 */
	void stop() {
		this.engine.stop();
	}

}
