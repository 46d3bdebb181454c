package io.github.leaderkit.store.redis;

import java.util.List;

/**
 * Runs scripts, on connections of one kind or the other.
 */
interface ScriptRunner extends AutoCloseable {

	/**
	 * Runs scripts, in as few round trips as the connection can.
	 * @param calls the scripts
	 * @return what came of each, in the same order
	 */
	List<ScriptOutcome> run(List<ScriptCall> calls);

	@Override
	void close();

}
