package io.github.leaderkit.engine.report;

import java.time.Duration;

import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.Fire;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.engine.decision.Incident;
import io.github.leaderkit.store.LeaseReply;
import org.jspecify.annotations.Nullable;

/**
 * Notified of what the elections of an application do: to measure them. An observer can
 * change nothing, and what it throws is logged and has no effect.
 *
 * <p>
 * {@link #answered}, {@link #failed}, {@link #tookOver}, {@link #incident} and
 * {@link #firesCoalesced} are called by the loop that all elections share: they must
 * return at once and must not call code of users that may block.
 */
public interface ElectionObserver {

	/**
	 * There is an election, from now on or since before this observer was added. Called
	 * by the thread that creates the election or adds the observer.
	 * @param election the election
	 */
	default void created(LeaderElection election) {
	}

	/**
	 * An election was closed and is known no more. Called by a thread that may be held
	 * up. If it is closed at the very moment at which it is created or this observer is
	 * added, this may be called first.
	 * @param election the election
	 */
	default void closed(LeaderElection election) {
	}

	/**
	 * The store has answered.
	 * @param election the name of the election
	 * @param operation what was asked
	 * @param code what became of it
	 * @param roundTrip from the decision to ask until the answer was taken note of
	 */
	default void answered(String election, StoreOperation operation, LeaseReply.Code code, Duration roundTrip) {
	}

	/**
	 * The store could not answer.
	 * @param election the name of the election
	 * @param operation what was asked
	 * @param kind why there is no answer
	 * @param roundTrip from the decision to ask until this was taken note of
	 */
	default void failed(String election, StoreOperation operation, ErrorKind kind, Duration roundTrip) {
	}

	/**
	 * This process leads, after another leadership that it has seen since its election
	 * was started, and which may have been its own.
	 * @param election the name of the election
	 * @param vacancy how long there was no leader, as far as this process has seen
	 */
	default void tookOver(String election, Duration vacancy) {
	}

	/**
	 * Something happened that is not an event for users.
	 * @param election the name of the election
	 * @param incident what happened
	 */
	default void incident(String election, Incident incident) {
	}

	/**
	 * This process has a schedule, from now on or since before this observer was added.
	 * Called by the thread that adds the schedule or the observer, and for one schedule
	 * perhaps by both.
	 * @param election its election
	 * @param schedule its name
	 */
	default void scheduleAdded(LeaderElection election, String schedule) {
	}

	/**
	 * This process does not have a schedule any more. Called by the thread that removes
	 * it; a run of it may still end.
	 * @param election its election
	 * @param schedule its name
	 */
	default void scheduleRemoved(LeaderElection election, String schedule) {
	}

	/**
	 * A run of a schedule has ended on this instance. Called by the thread that ended it;
	 * fires that were given up are reported by events.
	 * @param fire what was run
	 * @param duration how long the work took
	 * @param failure why it failed, or {@code null} if it did not
	 */
	default void fireEnded(Fire fire, Duration duration, @Nullable Throwable failure) {
	}

	/**
	 * Planned times were given up that had been due while a run of their schedule went
	 * on, and were too late when it had ended.
	 * @param election the name of the election
	 * @param schedule the name of the schedule
	 * @param count how many they were
	 */
	default void firesCoalesced(String election, String schedule, long count) {
	}

	/**
	 * Surrounds the publication of an event. Called by the announcing thread, once for
	 * each event, in order. May do something before and after. If the event was not
	 * published when this method ends, it is published then.
	 * @param event the event
	 * @param lag how long the event has waited until now
	 * @param publication calls the listeners; returns when all have returned; to be run
	 * by the calling thread
	 */
	default void announce(LeadershipEvent event, Duration lag, Runnable publication) {
		publication.run();
	}

}
