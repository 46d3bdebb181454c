package io.github.leaderkit.autoconfigure.health;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Errored;
import io.github.leaderkit.LeadershipListener;
import io.github.leaderkit.store.LeaseStore;
import io.github.leaderkit.store.redis.RedisLeaseStore;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Tells for each election whether this instance leads and what its last error was. Always
 * up: an instance that does not lead is as healthy as one that does.
 */
class LeaderHealthIndicator extends AbstractHealthIndicator implements LeadershipListener {

	private final LeaderElections elections;

	private final @Nullable LeaseStore store;

	private final Map<String, Errored> errors = new ConcurrentHashMap<>();

	LeaderHealthIndicator(LeaderElections elections, @Nullable LeaseStore store) {
		super("The state of the elections cannot be told");
		this.elections = elections;
		this.store = store;
	}

	@Override
	public void onEvent(LeadershipEvent event) {
		if (event instanceof Errored errored) {
			this.errors.put(errored.election(), errored);
		}
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		Map<String, Object> details = new LinkedHashMap<>();
		this.elections.all().forEach((election) -> details.put(election.name(), details(election)));
		builder.up().withDetail("elections", details);
		if (this.store instanceof RedisLeaseStore redis) {
			builder.withDetail("replicaShortfalls", redis.replicaShortfalls());
		}
	}

	private Map<String, Object> details(LeaderElection election) {
		Map<String, Object> details = new LinkedHashMap<>();
		election.leadership().ifPresentOrElse((leadership) -> {
			details.put("leading", true);
			details.put("term", leadership.term());
		}, () -> details.put("leading", false));
		Errored error = this.errors.get(election.name());
		if (error != null) {
			details.put("lastError", error.kind());
			details.put("lastErrorAt", error.at());
		}
		return details;
	}

}
