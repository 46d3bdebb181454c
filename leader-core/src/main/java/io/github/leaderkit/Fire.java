package io.github.leaderkit;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * One run of a schedule. A method with {@code @LeaderScheduled} may have a parameter of
 * this type.
 *
 * <p>
 * All times but {@link #lateness()} are planned ones, which all instances compute alike.
 *
 * @param election the name of the election
 * @param schedule the name of the schedule
 * @param planned the time for which this run was planned
 * @param lateness how much later it was claimed, by the clock of Redis
 * @param attempt the number of the attempt at this planned time, from 1. Only with
 * {@link Interrupted#AGAIN} there is more than one
 * @param standsFor for how many planned times this run stands, its own included: those
 * before it had no run of their own, because nobody led, or because the run before took
 * longer. A thousand at most for a cron, however many there were
 * @param last the last planned time before those, or {@code null}. Use
 * {@link #previous()}
 * @param triggered whether somebody asked for this run by
 * {@link LeaderSchedules#trigger}. It is planned for when that was, stands for itself
 * only, and has no time before it
 * @param leadership the leadership under which it runs
 */
public record Fire(String election, String schedule, Instant planned, Duration lateness, int attempt, long standsFor,
		@Nullable Instant last, boolean triggered, Leadership leadership) {

	/**
	 * The planned time of the last run before this one. A report over what has happened
	 * since covers a gap as well.
	 * @return the time, or empty if there was none
	 */
	public Optional<Instant> previous() {
		return Optional.ofNullable(this.last);
	}

	/**
	 * The term of the leadership under which it runs.
	 * @return the term, to fence writes with
	 */
	public long term() {
		return this.leadership.term();
	}

}
