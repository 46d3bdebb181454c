package io.github.leaderkit.store.redis;

import java.util.List;

/**
 * Runs scripts without waiting for them, on connections of one kind or the other.
 */
interface ScriptRunner extends AutoCloseable {

	/**
	 * Begins to run scripts, in as few round trips as the connection can. Completes each
	 * task, whatever happens, and does not throw.
	 * @param tasks the scripts
	 */
	void run(List<ScriptTask> tasks);

	/**
	 * Begins nothing more. What is under way has been completed.
	 */
	@Override
	void close();

}
