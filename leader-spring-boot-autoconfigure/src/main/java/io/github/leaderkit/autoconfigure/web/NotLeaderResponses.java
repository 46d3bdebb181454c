package io.github.leaderkit.autoconfigure.web;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderInfo;
import io.github.leaderkit.NotLeaderException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/**
 * The answers of an instance that does not lead: where the leader is, by a redirect if
 * one is configured, and when to try again.
 */
final class NotLeaderResponses {

	/** Causes may go round in a circle. */
	private static final int MOST_CAUSES = 50;

	private final ObjectProvider<LeaderElections> elections;

	private final LeaderRedirect redirect;

	private final ObjectProvider<NotLeaderResponseCustomizer> customizers;

	NotLeaderResponses(ObjectProvider<LeaderElections> elections, LeaderRedirect redirect,
			ObjectProvider<NotLeaderResponseCustomizer> customizers) {
		this.elections = elections;
		this.redirect = redirect;
		this.customizers = customizers;
	}

	/**
	 * Whether something failed since this instance does not lead.
	 */
	static boolean isDueTo(Throwable ex) {
		Throwable cause = ex;
		for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
			if (cause instanceof NotLeaderException) {
				return true;
			}
			cause = cause.getCause();
		}
		return false;
	}

	ResponseEntity<ProblemDetail> answer(NotLeaderException ex, RequestTarget target) {
		LeaderElection election = this.elections.stream()
			.flatMap((elections) -> elections.find(ex.election()).stream())
			.findFirst()
			.orElse(null);
		LeaderInfo leader = ex.leader().orElse(null);
		URI location = (leader != null && isElsewhere(election, leader)) ? this.redirect.locate(leader, target) : null;
		if (location != null) {
			return ResponseEntity.status(HttpStatus.TEMPORARY_REDIRECT).location(location).build();
		}
		return problem(ex, leader, retryAfter(election, leader));
	}

	/**
	 * Whether the leader is another instance, and still leads as far as this one knows.
	 * The term decides: labels, hosts and processes may be shared by two applications.
	 * This instance may itself be the leader, which lets nothing in while it gives the
	 * leadership up. Its own leadership is looked at first, since it may end in between.
	 */
	private static boolean isElsewhere(@Nullable LeaderElection election, LeaderInfo leader) {
		if (election == null) {
			return true;
		}
		boolean own = election.leadership().filter((leadership) -> leadership.term() == leader.term()).isPresent();
		return !own && election.currentLeader().filter((current) -> current.term() == leader.term()).isPresent();
	}

	/**
	 * Where there is a leader, the next attempt may reach it; where there is none, it
	 * takes up to the wait of the candidates until there is one.
	 */
	private static long retryAfter(@Nullable LeaderElection election, @Nullable LeaderInfo leader) {
		Duration wait = (election != null && leader == null) ? election.settings().waitTime() : Duration.ZERO;
		return Math.max(wait.plusSeconds(1).minusNanos(1).toSeconds(), 1);
	}

	private ResponseEntity<ProblemDetail> problem(NotLeaderException ex, @Nullable LeaderInfo leader, long retryAfter) {
		ProblemDetail problem = describe(ex.election(), leader);
		HttpHeaders headers = new HttpHeaders();
		headers.set(HttpHeaders.RETRY_AFTER, String.valueOf(retryAfter));
		this.customizers.orderedStream().forEach((customizer) -> customizer.customize(ex, problem, headers));
		if (problem.getStatus() < HttpStatus.BAD_REQUEST.value()) {
			throw new IllegalStateException("A NotLeaderResponseCustomizer has set the status " + problem.getStatus()
					+ ", which looks like a success although nothing was done. Set a status of 400 or more.");
		}
		return ResponseEntity.status(problem.getStatus()).headers(headers).body(problem);
	}

	private static ProblemDetail describe(String election, @Nullable LeaderInfo leader) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE,
				"This instance does not lead the election '" + election + "'.");
		problem.setProperty("election", election);
		if (leader != null) {
			problem.setProperty("leader", describe(leader));
		}
		return problem;
	}

	private static Map<String, Object> describe(LeaderInfo leader) {
		Map<String, Object> description = new LinkedHashMap<>();
		description.put("instance", leader.instance());
		if (!leader.host().isEmpty()) {
			description.put("host", leader.host());
		}
		description.put("term", leader.term());
		if (leader.since().isAfter(Instant.EPOCH)) {
			description.put("since", leader.since().toString());
		}
		return description;
	}

}
