package io.github.leaderkit.autoconfigure.actuate;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import io.github.leaderkit.DurationText;
import io.github.leaderkit.ScheduleStatus;
import io.github.leaderkit.autoconfigure.monitor.SeenSchedule;
import org.jspecify.annotations.Nullable;

/**
 * Why a schedule does not fire as it should. It concerns all instances, and none of them
 * is out of order because of it.
 *
 * @param reason what is wrong: one of the names below
 * @param message what is known of it
 */
record ScheduleProblem(String reason, String message) {

	/**
	 * A fire has been due for long, and the leader has not begun it.
	 */
	static final String OVERDUE = "OVERDUE";

	/**
	 * The last fire is one of the future, so the schedule stands still until then.
	 */
	static final String AHEAD = "AHEAD";

	/**
	 * What Redis holds of it was not written by this library.
	 */
	static final String MALFORMED = "MALFORMED";

	/** Clocks of machines may be apart, and Redis may fail over meanwhile. */
	private static final Duration TOLERANCE = Duration.ofMinutes(1);

	/**
	 * What is wrong with a schedule that this instance has and leads.
	 * @param seen the schedule
	 * @return the problem, or {@code null} if there is none
	 */
	static @Nullable ScheduleProblem of(SeenSchedule seen) {
		ScheduleProblem problem = inEntry(seen.status(), seen.at());
		if (problem == null && seen.overdue().compareTo(TOLERANCE) > 0) {
			return new ScheduleProblem(OVERDUE, "Its fire of " + seen.status().next() + " had not begun after "
					+ DurationText.of(seen.overdue().truncatedTo(ChronoUnit.SECONDS)));
		}
		return problem;
	}

	/**
	 * What is wrong with the entry of a schedule, whoever has it.
	 * @param status the schedule
	 * @param now the time
	 * @return the problem, or {@code null} if there is none
	 */
	static @Nullable ScheduleProblem inEntry(ScheduleStatus status, Instant now) {
		if (status.problem() != null) {
			return new ScheduleProblem(MALFORMED, status.problem());
		}
		Instant planned = status.planned();
		if (planned != null && planned.isAfter(now.plus(TOLERANCE))) {
			return new ScheduleProblem(AHEAD, "Its last fire is of " + planned
					+ ", so it stands still until then: the clock of Redis was ahead. 'forget' ends that");
		}
		return null;
	}

	@Override
	public String toString() {
		return this.reason + ": " + this.message;
	}

}
