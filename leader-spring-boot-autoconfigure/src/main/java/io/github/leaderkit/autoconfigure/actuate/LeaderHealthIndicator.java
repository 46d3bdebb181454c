package io.github.leaderkit.autoconfigure.actuate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.github.leaderkit.ElectionStatus;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderInfo;
import io.github.leaderkit.autoconfigure.monitor.SeenSchedule;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * The health of elections: a follower is as healthy as a leader; an instance whose
 * elections do not work is not. Never asks Redis.
 */
class LeaderHealthIndicator extends AbstractHealthIndicator {

	/**
	 * Elections and schedules do not go by this clock, but whoever reads its times does.
	 */
	private static final Duration NOTABLE_OFFSET = Duration.ofSeconds(1);

	private final LeaderElections elections;

	private final String problemStatus;

	private final int leaderlessLeases;

	private final Function<String, List<SeenSchedule>> schedules;

	/**
	 * Creates the indicator.
	 * @param elections the elections
	 * @param properties what counts as a problem
	 * @param schedules the schedules of an election, as this instance has last seen them
	 */
	LeaderHealthIndicator(LeaderElections elections, LeaderHealthProperties properties,
			Function<String, List<SeenSchedule>> schedules) {
		super("The state of the elections is unknown");
		this.elections = elections;
		this.schedules = schedules;
		this.problemStatus = properties.getProblemStatus().name();
		this.leaderlessLeases = properties.leaderlessLeases();
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		Map<String, Object> details = new LinkedHashMap<>();
		boolean well = true;
		for (LeaderElection election : this.elections.all()) {
			List<ElectionProblem> problems = ElectionProblem.of(election, this.leaderlessLeases);
			details.put(election.name(), details(election, problems));
			well = well && problems.isEmpty();
		}
		if (well) {
			builder.up();
		}
		else {
			builder.status(this.problemStatus);
		}
		builder.withDetails(details);
	}

	private Map<String, Object> details(LeaderElection election, List<ElectionProblem> problems) {
		ElectionStatus status = election.status();
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("state", status.state());
		if (status.leadership() != null) {
			details.put("term", status.leadership().term());
		}
		else {
			election.currentLeader().map(LeaderInfo::instance).ifPresent((leader) -> details.put("leader", leader));
		}
		if (status.otherApplication() != null) {
			details.put("otherApplication", status.otherApplication());
		}
		Duration offset = status.contact().clockOffset();
		if (offset != null && offset.abs().compareTo(NOTABLE_OFFSET) > 0) {
			details.put("clockOffset", offset.toString());
		}
		if (!status.vetoes().isEmpty()) {
			details.put("vetoes", status.vetoes());
		}
		if (!problems.isEmpty()) {
			details.put("problems", problems.stream().map(ElectionProblem::toString).toList());
		}
		Map<String, String> ofSchedules = scheduleProblems(election.name());
		if (!ofSchedules.isEmpty()) {
			details.put("scheduleProblems", ofSchedules);
		}
		return details;
	}

	/**
	 * Only a detail: another instance would do no better, and this one works.
	 */
	private Map<String, String> scheduleProblems(String election) {
		Map<String, String> problems = new LinkedHashMap<>();
		for (SeenSchedule seen : this.schedules.apply(election)) {
			ScheduleProblem problem = ScheduleProblem.of(seen);
			if (problem != null) {
				problems.put(seen.status().name(), problem.toString());
			}
		}
		return problems;
	}

}
