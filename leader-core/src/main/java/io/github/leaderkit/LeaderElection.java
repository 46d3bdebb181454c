package io.github.leaderkit;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

/**
 * One election: of all processes that run an election with the same key on the same
 * Redis, at most one leads at a time.
 *
 * <p>
 * A leadership ends by itself. {@link #isLeader()} compares two local clocks with the end
 * of the lease on every call, so it turns {@code false} in time even if no thread of this
 * library gets to run and Redis does not answer. But no lease can stop work that is
 * already running: between the check and the work, a process may be paused for longer
 * than the lease lasts. If an effect must be exclusive, pass the
 * {@linkplain Leadership#term() term} to the resource that it changes, and let the
 * resource refuse terms lower than the highest that it has seen.
 *
 * <p>
 * Every method may be called from any thread. No method waits for Redis, and only
 * {@link #awaitLeadership(Duration)} blocks.
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
	 * The leader that this process knows of, from its attempts, its renewals and the
	 * messages of others. It may be out of date by the {@code wait} setting, and that
	 * leader may have stopped since.
	 * @return the last known leader, or empty if none is known or if this process knows
	 * that the leadership has ended
	 */
	Optional<LeaderInfo> currentLeader();

	/**
	 * What this election is doing, for people, dashboards and health checks.
	 * @return a snapshot
	 */
	ElectionStatus status();

	/**
	 * Asks Redis which instance leads. However often you call this, it asks Redis at most
	 * once a second; in between, it returns the last answer.
	 * @return completes with the leader, or exceptionally: if Redis did not answer, or at
	 * once if the elections of this application do not run
	 */
	CompletionStage<LeaderSighting> lookUp();

	/**
	 * Registers the calling thread as doing guarded work. While such work runs, a
	 * resigning or stopping leader keeps its lease, for at most the
	 * {@code drain-timeout}. A call within a call on the same thread is counted once. It
	 * is let in while the leadership lasts, even during a drain.
	 * @return the registration, to be closed when the work is done: on the same thread,
	 * unless it is {@linkplain GuardedCall#detach() detached}; or {@code null} if this
	 * process does not lead or no longer accepts work
	 */
	default @Nullable GuardedCall tryEnter() {
		return tryEnter(Duration.ZERO);
	}

	/**
	 * As {@link #tryEnter()}, but only if the leadership lasts for a given time without a
	 * further renewal. Just after a renewal, five sixths of the {@code ttl} remain; just
	 * before the next one, half of it.
	 * @param minRemaining the time that must remain at least; zero or less for any
	 * @return the registration, or {@code null} if this process does not lead for so
	 * long, or no longer accepts work
	 */
	@Nullable GuardedCall tryEnter(Duration minRemaining);

	/**
	 * Does something as guarded work, if this process leads.
	 * @param work what to do; may ask {@link Leadership#required()} for the term
	 * @return whether it was done
	 */
	default boolean runIfLeader(Runnable work) {
		GuardedCall call = tryEnter();
		if (call == null) {
			return false;
		}
		try (call) {
			work.run();
			return true;
		}
	}

	/**
	 * Computes something as guarded work, if this process leads.
	 * @param <T> the type of the result
	 * @param work what to compute; may ask {@link Leadership#required()} for the term
	 * @return its result, or empty if this process does not lead or the result was
	 * {@code null}
	 * @throws Exception what the work throws
	 */
	default <T> Optional<T> callIfLeader(Callable<? extends @Nullable T> work) throws Exception {
		GuardedCall call = tryEnter();
		if (call == null) {
			return Optional.empty();
		}
		try (call) {
			return Optional.ofNullable(work.call());
		}
	}

	/**
	 * Prepares a claim: the right to do something once, however many instances and
	 * leaders there are.
	 * @param name what is to be done: up to 128 letters from a to z, digits and
	 * {@code ._-#$:}, not the name of a schedule of this election
	 * @param number which one it is: a planned time in milliseconds, or a version. Lower
	 * ones than the highest that was claimed are not claimed any more
	 * @return the claim, which asks nobody before it is {@linkplain FireClaim#start()
	 * started}
	 * @throws IllegalArgumentException if the name or the number cannot be used
	 */
	FireClaim claim(String name, long number);

	/**
	 * Prepares the claim of a planned time, in whole milliseconds.
	 * @param name what is to be done
	 * @param planned when it was planned
	 * @return the claim
	 * @throws IllegalArgumentException if the name or the time cannot be used
	 */
	default FireClaim claim(String name, Instant planned) {
		return claim(name, planned.toEpochMilli());
	}

	/**
	 * Waits until this process leads. Do not call this in a listener: a promotion is
	 * published only after the listener has returned. Do not call it in guarded work
	 * whose leadership has ended: the next leadership begins only after that work has
	 * ended. If listeners take long, this method returns later by that time.
	 * @param timeout how long to wait at most; with zero or less, it only checks
	 * @return the leadership, which lasted at that moment, or empty if there was none in
	 * time
	 * @throws InterruptedException if the thread is interrupted while it waits
	 * @throws IllegalStateException if called by a listener of elections, or by guarded
	 * work of this election whose leadership has ended
	 */
	Optional<Leadership> awaitLeadership(Duration timeout) throws InterruptedException;

	/**
	 * Gives up the leadership so that another process takes over at once. No new guarded
	 * work is let in. Running work ends while the lease is still renewed. Then the guard
	 * turns {@code false}, and the demotion is published. When the listeners have
	 * returned, the lease is released. All of it takes at most the {@code drain-timeout}.
	 * Afterwards this process lets others go first for at least one second, and then
	 * contends again. A process that does not lead only lets others go first.
	 * @return completes when the lease is released, or at once if there is none. It never
	 * completes exceptionally. Do not wait for it in a listener or inside guarded work:
	 * it completes only after both have returned, or when the {@code drain-timeout} is
	 * over.
	 */
	CompletionStage<Void> resign();

	/**
	 * Ends the leadership of any process, without ever creating a second leader: the
	 * leader is demoted when it tries to renew, and another process may lead when that
	 * lease has ended.
	 * @return completes with whether there was a leader to revoke, or exceptionally if
	 * Redis did not answer or the elections of this application do not run
	 */
	CompletionStage<Boolean> revoke();

	/**
	 * Begins to contend. Does nothing if the election is running already, or if it or all
	 * elections are disabled. After {@link #stop()}, the election starts anew with
	 * another identity.
	 */
	void start();

	/**
	 * Stops contending. A leader first drains and releases as in {@link #resign()}. The
	 * election may be {@linkplain #start() started} again.
	 * @return completes when the election has stopped and its lease, if it had one, is
	 * released or can no longer be released: after the {@code drain-timeout} and two
	 * command timeouts at the latest, unless it has to wait for calls of other elections
	 * to a Redis that does not answer. It never completes exceptionally.
	 */
	CompletionStage<Void> stop();

	/**
	 * Keeps this instance from leading until the veto is closed. A leader gives up the
	 * leadership as in {@link #resign()}, with the reason
	 * {@link DemotionReason#INELIGIBLE}. Until every veto is closed, this instance only
	 * watches, and still knows the leader. A veto stays across {@link #stop()} and
	 * {@link #start()}.
	 * @param reason why, for the log
	 * @return the handle that lifts the veto
	 */
	Registration veto(String reason);

	/**
	 * Adds a listener. It first gets the current state: the promotion if this process
	 * leads, the drain if it has begun, and the last known leader. From then on it gets
	 * every event in order, one at a time.
	 * @param listener the listener to add
	 * @return the handle that removes the listener
	 */
	Registration addListener(LeadershipListener listener);

	/**
	 * Guarded work, from {@link LeaderElection#tryEnter()} until {@link #close()}. While
	 * it is open and not detached, {@link Leadership#current()} returns its leadership on
	 * the thread that entered.
	 */
	interface GuardedCall extends AutoCloseable {

		/**
		 * The leadership under which the work was let in.
		 * @return the leadership, which may have ended since
		 */
		Leadership leadership();

		/**
		 * Separates this from the calling thread, which must be the one that entered: the
		 * work goes on elsewhere. {@link Leadership#current()} is what it was before, and
		 * any thread may close this. Further calls have no effect.
		 */
		void detach();

		/**
		 * Detaches this and closes it when some work is done, however it ends. A
		 * {@link CompletionStage} notifies when it is done; any other future is checked
		 * every 20 milliseconds. If the check throws, the future is taken as done.
		 * @param work the work that goes on
		 */
		void closeWhenDone(Future<?> work);

		/**
		 * Registers an action that runs once if the leadership ends before this is
		 * closed: to cancel the work. If the leadership ends because the lease is not
		 * renewed or because the {@code drain-timeout} is over, the action runs a tenth
		 * of the {@code ttl} before (but not before half of the {@code drain-timeout}),
		 * so that the work can still end in time. If nobody could foresee the end, it
		 * runs immediately afterwards. If the leadership has already ended, the calling
		 * thread runs it; otherwise a thread of this library does. It never begins after
		 * this was closed; if it has begun, it may go on. There is one action at a time:
		 * another one replaces it.
		 * @param action what to do; should not take long
		 */
		void onDemotion(Runnable action);

		/**
		 * Ends the guarded work. Further calls have no effect.
		 */
		@Override
		void close();

	}

	/**
	 * Handle of something that lasts until it is closed: an added listener, or a veto.
	 */
	@FunctionalInterface
	interface Registration extends AutoCloseable {

		/**
		 * Removes the listener, or lifts the veto. A listener may still get the event
		 * that is being published at this moment. Further calls have no effect.
		 */
		@Override
		void close();

	}

}
