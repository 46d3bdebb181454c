package io.github.leaderkit.docs;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElection.Registration;
import io.github.leaderkit.LeaderEligibility;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The code of "Who may lead".
 */
final class WhoMayLeadDocs {

	private final LeaderElection election;

	private final Runnable migration;

	WhoMayLeadDocs(LeaderElection election, Runnable migration) {
		this.election = election;
		this.migration = migration;
	}

	void migrate() {
		try (Registration veto = this.election.veto("migration of the database")) {
			this.migration.run();
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class CacheConfiguration {

		@Bean
		LeaderEligibility warmCache(Cache cache) {
			return (election) -> cache.isWarm();
		}

	}

	interface Cache {

		boolean isWarm();

	}

}
