package io.github.leaderkit.schedule;

import java.util.concurrent.Executor;

/**
 * Where fires run. A fire is claimed by the thread that is going to run it, so that none
 * is claimed for which there is no thread.
 */
@FunctionalInterface
public interface FireThreads {

	/**
	 * Has a thread begin a run, and then, if it was claimed, run it.
	 * @param run the run
	 * @throws java.util.concurrent.RejectedExecutionException if there will be no thread
	 */
	void start(FireRun run);

	/**
	 * The threads of an executor. While a fire is being claimed, its thread waits.
	 * @param executor the executor
	 * @return its threads
	 */
	static FireThreads of(Executor executor) {
		return (run) -> executor.execute(run::run);
	}

	/**
	 * No other thread: whoever finds that a fire is due runs it. For tests, in which the
	 * loop is the thread of the test.
	 * @return no threads
	 */
	static FireThreads none() {
		return (run) -> run.begin().thenRun(run::work);
	}

}
