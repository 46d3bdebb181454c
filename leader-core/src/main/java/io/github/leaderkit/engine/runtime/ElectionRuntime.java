package io.github.leaderkit.engine.runtime;

import java.util.function.Consumer;

import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseResult;
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
	 * As {@link #onLoop}, but the calling thread may run the task itself, and others that
	 * are added meanwhile, so that no other thread has to be woken. Not for threads of
	 * the application.
	 * @param task the task, which must not block
	 */
	default void onLoopOrHere(Runnable task) {
		onLoop(task);
	}

	/**
	 * Runs a task on the loop after a time.
	 * @param nanos the time, at once if not positive
	 * @param task the task, which must not block
	 * @return cancels the task if it has not begun
	 */
	Runnable after(long nanos, Runnable task);

	/**
	 * Creates an alarm, which is not set.
	 * @param task what it runs on the loop, which must not block
	 * @return the alarm, for the loop
	 */
	default Alarm alarm(Runnable task) {
		return new TimerAlarm(this, task);
	}

	/**
	 * Runs a task on the loop again and again, whatever becomes of it.
	 * @param nanos the time between the end of one run and the beginning of the next
	 * @param task the task, which must not block
	 * @return ends it
	 */
	Runnable every(long nanos, Runnable task);

	/**
	 * Hands a request to the store, together with all that are handed over soon. To be
	 * called on the loop, and never blocks.
	 * @param request the request
	 * @param then given the result on the loop, at most once
	 */
	void call(LeaseRequest request, Consumer<LeaseResult> then);

	/**
	 * Listens to the messages of an election.
	 * @param key the key of the election
	 * @param listener given each message, on the loop
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
	 * Whether things happen on threads of this runtime. Without, a thread that waits for
	 * the loop would wait for ever.
	 * @return whether they do
	 */
	default boolean hasThreads() {
		return true;
	}

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

}
