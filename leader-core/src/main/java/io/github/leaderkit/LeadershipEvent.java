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

}
