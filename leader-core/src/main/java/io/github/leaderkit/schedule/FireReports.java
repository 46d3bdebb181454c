package io.github.leaderkit.schedule;

import java.time.Instant;
import java.util.function.Consumer;

import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.FireInterrupted;
import io.github.leaderkit.LeadershipEvent.FireMissed;
import io.github.leaderkit.schedule.FireDecision.Pass;
import io.github.leaderkit.schedule.FireDecision.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports fires that were given up, in the log and by events.
 *
 * @param election the name of the election
 * @param events takes the events; must not block
 * @param listener notified of what is no event
 */
record FireReports(String election, Consumer<LeadershipEvent> events, FireListener listener) {

	private static final Logger logger = LoggerFactory.getLogger(FireReports.class);

	/**
	 * Reports fires that were given up.
	 * @param schedule the name of the schedule
	 * @param pass what was given up, and why
	 * @param before the entry before that
	 * @param term the term of the leader that gave them up
	 * @param at when
	 */
	void givenUp(String schedule, Pass pass, ScheduleEntry before, long term, Instant at) {
		switch (pass.reason()) {
			case INTERRUPTED -> interrupted(schedule, pass, before, term, at);
			case MISSED, IN_DOUBT -> missed(schedule, pass, term, at);
			case COALESCED -> coalesced(schedule, pass);
		}
	}

	private void coalesced(String schedule, Pass pass) {
		logger.debug("Election '{}': {} of the schedule '{}' were due while it ran", this.election, pass.count(),
				schedule);
		this.listener.coalesced(schedule, pass.count().number());
	}

	private void interrupted(String schedule, Pass pass, ScheduleEntry before, long term, Instant at) {
		Instant planned = Instant.ofEpochMilli(pass.until());
		int attempt = (before.last() != null) ? before.last().claim().attempt() : 0;
		logger.warn("Election '{}': the run of the schedule '{}' planned for {} was interrupted on '{}'", this.election,
				schedule, planned, before.by());
		this.events.accept(new FireInterrupted(this.election, term, schedule, planned, attempt, pass.count().number(),
				before.by(), at));
	}

	private void missed(String schedule, Pass pass, long term, Instant at) {
		Instant planned = Instant.ofEpochMilli(pass.until());
		boolean tooLate = pass.reason() == Reason.MISSED;
		logger.warn("Election '{}': the schedule '{}' missed {} planned up to {}: {}", this.election, schedule,
				pass.count(), planned,
				tooLate ? "nobody led in time" : "Redis has lost data, and they may have been run");
		this.events.accept(new FireMissed(this.election, term, schedule, planned, pass.count().number(),
				tooLate ? FireMissed.Cause.TOO_LATE : FireMissed.Cause.IN_DOUBT, at));
	}

}
