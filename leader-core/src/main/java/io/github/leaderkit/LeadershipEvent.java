package io.github.leaderkit;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What happens in an election. Events are published to its listeners in order and one at
 * a time.
 *
 * <p>
 * In a Spring application each event is published as an application event: an
 * {@code @EventListener} method has a parameter of one of the record types, or of this
 * type for all of them. Promotions and demotions alternate strictly, in the order of
 * their terms, and none is ever dropped; a {@link Draining} comes between the two, at
 * most once. Separate threads publish events, so that they cannot delay renewals. When a
 * promotion arrives, the leadership may have ended already: check
 * {@link LeaderElection#isLeader()}.
 *
 * <p>
 * <img src="doc-files/handover.svg" alt="Instance 1 leads. After stop() or resign() it
 * publishes Draining if work is running, and drains. When the work has ended it publishes
 * Demoted, and then releases the lease. Instance 2 is granted the lease, publishes
 * Promoted and leads.">
 */
public sealed interface LeadershipEvent {

	/**
	 * The name of the election.
	 * @return the name
	 */
	String election();

	/**
	 * The term that the event is about.
	 * @return the term; for {@link Errored} that of this instance's leadership, or
	 * {@code 0} if it does not lead
	 */
	long term();

	/**
	 * When it happened, on this machine's wall clock.
	 * @return the time
	 */
	Instant at();

	/**
	 * This instance has become the leader.
	 *
	 * @param election the name of the election
	 * @param term the term of the leadership
	 * @param instance the label of this instance
	 * @param at when the leadership began
	 */
	record Promoted(String election, long term, String instance, Instant at) implements LeadershipEvent {
	}

	/**
	 * This instance is giving up its leadership and waits for guarded work. No new work
	 * is let in, and the lease is still held and renewed. {@link Demoted} follows when
	 * the work has ended, when the {@code drain-timeout} is over, or when the lease ends
	 * before. It is published only if there is work to wait for, and only if the
	 * leadership is given up: by a resignation or a stop, at the {@code max-tenure}, or
	 * because of a veto.
	 *
	 * @param election the name of the election
	 * @param term the term of the leadership that is about to end
	 * @param instance the label of this instance
	 * @param reason why it is about to end
	 * @param at when the instance stopped letting new work in
	 */
	record Draining(String election, long term, String instance, DemotionReason reason,
			Instant at) implements LeadershipEvent {
	}

	/**
	 * This instance no longer leads. {@link LeaderElection#isLeader()} has turned
	 * {@code false} before this is published.
	 *
	 * @param election the name of the election
	 * @param term the term of the leadership that ended
	 * @param instance the label of this instance
	 * @param reason why it ended
	 * @param at when the guard turned {@code false}
	 */
	record Demoted(String election, long term, String instance, DemotionReason reason,
			Instant at) implements LeadershipEvent {
	}

	/**
	 * The leader has changed. The new leader may be this instance. If several of these
	 * events wait to be published, only the last one is published.
	 *
	 * @param election the name of the election
	 * @param term the term of the new leader
	 * @param leader the new leader
	 * @param at when this instance learned of it
	 */
	record LeaderChanged(String election, long term, LeaderInfo leader, Instant at) implements LeadershipEvent {
	}

	/**
	 * Something keeps the election from working. Published at the first of several errors
	 * in a row, and again when their {@linkplain #kind() kind} changes, not at each
	 * retry. An error by itself ends no leadership (unless {@code on-error} is
	 * {@code step-down}). If it does, the demotion is published first.
	 *
	 * @param election the name of the election
	 * @param term the term of this instance's leadership, {@code 0} if it does not lead
	 * @param kind what kind of error it is
	 * @param message what went wrong
	 * @param cause the exception, if there was one
	 * @param at when it was noticed
	 */
	record Errored(String election, long term, ErrorKind kind, String message, @Nullable Throwable cause,
			Instant at) implements LeadershipEvent {
	}

	/**
	 * Fires of a schedule were given up, and nobody runs them any more. Published by the
	 * leader that gave them up, once for all instances, after that was written. If the
	 * instance dies in between, it is only in its log or nowhere.
	 *
	 * @param election the name of the election
	 * @param term the term of the leadership of this instance
	 * @param schedule the name of the schedule
	 * @param planned the last of the planned times that were given up
	 * @param count how many were given up; 1 000 if there were more than that of a cron
	 * @param cause why
	 * @param at when they were given up
	 */
	record FireMissed(String election, long term, String schedule, Instant planned, long count, Cause cause,
			Instant at) implements LeadershipEvent {

		/**
		 * Why fires are given up.
		 */
		public enum Cause {

			/**
			 * They were later than {@code catchUp} allows.
			 */
			TOO_LATE,

			/**
			 * Redis has lost data, so nobody knows whether they were run, and they are
			 * not to be run twice.
			 */
			IN_DOUBT

		}

	}

	/**
	 * The run of a fire began on some instance, and nobody recorded its end: that
	 * instance died, or lost its lease and Redis. It is not run again. Published by the
	 * leader that found it, once for all instances, after that was written.
	 *
	 * @param election the name of the election
	 * @param term the term of the leadership of this instance
	 * @param schedule the name of the schedule
	 * @param planned the time for which the run was planned
	 * @param attempt the number of the last attempt at it
	 * @param count for how many planned times the run stood, its own included
	 * @param instance the label of the instance on which it ran
	 * @param at when it was given up
	 */
	record FireInterrupted(String election, long term, String schedule, Instant planned, int attempt, long count,
			String instance, Instant at) implements LeadershipEvent {
	}

}
