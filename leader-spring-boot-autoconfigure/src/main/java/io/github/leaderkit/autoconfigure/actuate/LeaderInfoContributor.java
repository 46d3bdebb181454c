package io.github.leaderkit.autoconfigure.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderInfo;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/**
 * Shows for each election whether this instance leads, and the leader that it knows.
 */
class LeaderInfoContributor implements InfoContributor {

	private final LeaderElections elections;

	LeaderInfoContributor(LeaderElections elections) {
		this.elections = elections;
	}

	@Override
	public void contribute(Info.Builder builder) {
		Map<String, Object> details = new LinkedHashMap<>();
		this.elections.all().forEach((election) -> details.put(election.name(), details(election)));
		builder.withDetail("leader", details);
	}

	private static Map<String, Object> details(LeaderElection election) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("leading", election.isLeader());
		election.currentLeader().ifPresent((LeaderInfo leader) -> {
			details.put("leader", leader.instance());
			details.put("term", leader.term());
		});
		return details;
	}

}
