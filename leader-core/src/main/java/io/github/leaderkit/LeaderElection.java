package io.github.leaderkit;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * One election: of all processes that run an election with the same key on the same
 * Redis, at most one leads at a time.
 *
 * <p>
 * A leadership ends by itself. {@link #isLeader()} compares two local clocks with the end
 * of the lease on every call, so it turns {@code false} in time even if no thread of this
 * library gets to run and Redis does not answer. What no lease can do is to stop work
 * that already runs: between asking and acting a process may be paused for longer than
 * the lease lasts. Effects that must be exclusive hand the {@linkplain Leadership#term()
 * term} to the resource they change, and the resource refuses terms lower than the
 * highest it has seen.
 *
 * <p>
 * Every method may be called from any thread, and none of them blocks or waits for Redis.
 */
public interface LeaderElection {

	/**
	 * The name under which the application knows this election.
	 * @return the name, unique within the application
	 */
	String name();

	/**
	 * The settings this election runs with.
	 * @return the settings
	 */
	ElectionSettings settings();

	/**
	 * Whether this process leads at this moment. Costs two clock reads: no lock, no call
	 * to Redis. Once {@code false} for a term, it is never {@code true} for that term
	 * again.
	 * @return {@code true} while a leadership is held whose lease has not ended on either
	 * of the local clocks
	 */
	boolean isLeader();

	/**
	 * The leadership that this process holds at this moment.
	 * @return the leadership, or empty when {@link #isLeader()} is {@code false}
	 */
	Optional<Leadership> leadership();

	/**
	 * Who leads, as far as this process has heard: through its own attempts, renewals and
	 * the messages of others. It may be out of date by the {@code wait} setting, and the
	 * leader it names may have stopped since.
	 * @return the last leader heard of, or empty if none was, or if that leadership was
	 * seen to end
	 */
	Optional<LeaderInfo> currentLeader();

	/**
	 * Registers the calling thread as doing guarded work. While such work runs, a
	 * resigning or stopping leader keeps its lease, for at most the
	 * {@code drain-timeout}. A call within a call on the same thread counts once, and is
	 * let in while the leadership lasts even if a drain has begun.
	 * @return the registration, to be closed on the same thread when the work is done, or
	 * {@code null} if this process does not lead or no longer accepts work
	 */
	@Nullable GuardedCall tryEnter();

	/**
	 * Gives the leadership up so that another process takes over at once. No new guarded
	 * work is let in; running work drains while the lease is still renewed; then the
	 * guard turns {@code false} and the demotion is told; when the listeners have
	 * returned, the lease is released. All of it takes at most the {@code drain-timeout}.
	 * Afterwards this process lets others go first for at least one second and then
	 * contends again. A process that does not lead only lets the others go first.
	 * @return completes when the lease is released, or at once if there is none. It never
	 * completes exceptionally. Do not wait for it in a listener or inside guarded work:
	 * it completes only after both have returned, or when the {@code drain-timeout} is
	 * over.
	 */
	CompletionStage<Void> resign();

	/**
	 * Takes the leadership away from whoever holds it, without ever creating a second
	 * leader: the holder is demoted when it tries to renew, and another process is
	 * granted the leadership when the lease that was running has ended.
	 * @return completes with whether there was a leader to revoke, or exceptionally if
	 * Redis could not be asked or the elections of this application do not run
	 */
	CompletionStage<Boolean> revoke();

	/**
	 * Begins to contend. Does nothing if the election is running already, or if it or all
	 * elections are disabled. After {@link #stop()} this starts afresh, with a new
	 * identity.
	 */
	void start();

	/**
	 * Stops contending. A leader first drains and releases as in {@link #resign()}. The
	 * election may be {@linkplain #start() started} again.
	 * @return completes when the election has stopped and its lease, if it had one, is
	 * released or given up on: after the {@code drain-timeout} and two command timeouts
	 * at the latest, but for calls of other elections to a Redis that does not answer. It
	 * never completes exceptionally.
	 */
	CompletionStage<Void> stop();

	/**
	 * Adds a listener. It is told the current state first: the promotion that lasts, if
	 * this process leads, and the leader last heard of. From then on it is told every
	 * event in order, one at a time.
	 * @param listener the listener to add
	 * @return the handle that removes the listener
	 */
	Registration addListener(LeadershipListener listener);

	/**
	 * Guarded work of one thread, from {@link LeaderElection#tryEnter()} until
	 * {@link #close()}. While it is open, {@link Leadership#current()} answers with its
	 * leadership on that thread.
	 */
	interface GuardedCall extends AutoCloseable {

		/**
		 * The leadership under which the work was let in.
		 * @return the leadership, which may have ended since
		 */
		Leadership leadership();

		/**
		 * Ends the guarded work. Further calls have no effect.
		 */
		@Override
		void close();

	}

	/**
	 * Handle of an added listener.
	 */
	@FunctionalInterface
	interface Registration extends AutoCloseable {

		/**
		 * Removes the listener. It may still be told the event that is being told at this
		 * moment.
		 */
		@Override
		void close();

	}

}
