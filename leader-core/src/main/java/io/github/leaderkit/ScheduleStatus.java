package io.github.leaderkit;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What Redis knows of a schedule, the same on every instance. All times are those of the
 * clock of Redis.
 *
 * @param election the name of the election
 * @param name the name of the schedule
 * @param expression when it fires: {@code cron 0 0 3 * * * Europe/Berlin},
 * {@code rate 60000 0} or {@code delay 60000 0} in milliseconds, with the initial delay
 * last
 * @param paused whether it is paused
 * @param planned the planned time of the last fire that was run or given up, or
 * {@code null} if there was none
 * @param outcome what became of that fire, or {@code null} if there was none
 * @param attempt the number of the attempt at that fire, {@code 0} if it was never run
 * @param started when its last run was claimed, or {@code null} if it was never run
 * @param ended when its run ended or when it was given up, or {@code null} while it runs
 * @param instance the label of the instance that ran it or gave it up; empty if there was
 * none
 * @param next when it fires next, if it is neither paused nor running; a time that is
 * past is owed. {@code null} if that is not known
 * @param trigger the last run that somebody asked for, or {@code null} if nobody has
 * @param at when Redis was read
 * @param problem why nothing is known of the schedule, or {@code null}: its entry in
 * Redis was not written by this library
 */
public record ScheduleStatus(String election, String name, String expression, boolean paused, @Nullable Instant planned,
		@Nullable Outcome outcome, int attempt, @Nullable Instant started, @Nullable Instant ended, String instance,
		@Nullable Instant next, @Nullable Trigger trigger, Instant at, @Nullable String problem) {

	/**
	 * A run that somebody asked for.
	 *
	 * @param asked when that was
	 * @param outcome what became of it, or {@code null} if it did not begin yet. It never
	 * will if that was more than a minute ago
	 * @param started when it was claimed, or {@code null} if it was not
	 * @param ended when it ended or was given up, or {@code null}
	 * @param instance the label of the instance that ran it or gave it up; before, of the
	 * one that was asked
	 */
	public record Trigger(Instant asked, @Nullable Outcome outcome, @Nullable Instant started, @Nullable Instant ended,
			String instance) {
	}

	/**
	 * What became of a fire.
	 */
	public enum Outcome {

		/**
		 * Its run goes on, or was interrupted, which the next leader finds.
		 */
		RUNNING,

		/**
		 * Its run ended.
		 */
		DONE,

		/**
		 * Its run ended by an exception.
		 */
		FAILED,

		/**
		 * It was given up: it was too late, was interrupted, or may have been run.
		 */
		GIVEN_UP,

		/**
		 * Its run goes on, on an instance that does not lead any more.
		 */
		LEFT

	}

}
