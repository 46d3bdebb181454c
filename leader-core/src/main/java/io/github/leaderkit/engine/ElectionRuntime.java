package io.github.leaderkit.engine;

import java.util.function.Consumer;

import io.github.leaderkit.store.LeaseSignal;

/**
 * All that surrounds the elections of an application: time, chance, threads and the
 * store. Shared by all of them; a simulation has its own.
 *
 * <p>
 * Internal: public so that tests can bring a runtime without clocks and threads of its
 * own, and may change in any version. An application has no use for it.
 */
public interface ElectionRuntime extends Clocks {

	/**
	 * A random number.
	 * @return at least 0 and less than 1
	 */
	double chance();

	/**
	 * A name that was never used before.
	 * @return 32 hexadecimal digits
	 */
	String newInstance();

	/**
	 * Runs a task soon, on the loop: one at a time, in the order of the calls. May be
	 * called by any thread and never blocks.
	 * @param task the task, which must not block
	 */
	void onLoop(Runnable task);

	/**
	 * Runs a task on the loop after a time.
	 * @param nanos the time, at once if not positive
	 * @param task the task, which must not block
	 * @return cancels the task if it has not begun
	 */
	Runnable after(long nanos, Runnable task);

	/**
	 * Makes a call on the store, on a thread of its own.
	 * @param call the call
	 * @param urgency how soon it should be made
	 * @param then told the outcome on the loop, exactly once
	 */
	void call(StoreCall call, Urgency urgency, Consumer<Outcome> then);

	/**
	 * Listens to the messages of an election.
	 * @param key the key of the election
	 * @param listener told each message, on the loop
	 */
	void subscribe(String key, Consumer<LeaseSignal> listener);

	/**
	 * Listens no longer.
	 * @param key the key of the election
	 */
	void unsubscribe(String key);

	/**
	 * Runs a task soon, on one of a few threads that may be held up by users' code.
	 * @param task the task
	 */
	void announce(Runnable task);

	/**
	 * Runs a task soon that completes what users wait for: not on a thread that users'
	 * listeners may hold up.
	 * @param task the task
	 */
	void complete(Runnable task);

	/**
	 * Whether the calling thread is one that announces.
	 * @return whether it is
	 */
	boolean isAnnouncing();

	/**
	 * Called by a thread of the application that has caused something, when it holds no
	 * lock of an election: without threads, what is to be done is done now.
	 */
	default void catchUp() {
	}

	/**
	 * Opens the store and keeps threads ready.
	 */
	void start();

	/**
	 * Closes the store, which may take a while, and lets the threads go once they have
	 * nothing left to do.
	 * @param then run when the store is closed
	 */
	void stop(Runnable then);

	/**
	 * Which of several calls goes first: elections that do not fail before those that do,
	 * so that one store that hangs does not starve the others, and then what expires
	 * first.
	 *
	 * @param failures failures in a row of the election
	 * @param deadline when the call becomes useless, in local nanoseconds
	 */
	record Urgency(int failures, long deadline) implements Comparable<Urgency> {

		@Override
		public int compareTo(Urgency other) {
			int byFailures = Integer.compare(this.failures, other.failures);
			return (byFailures != 0) ? byFailures : Long.signum(this.deadline - other.deadline);
		}

	}

}
