package io.github.leaderkit.chaos.arena;

import java.io.IOException;

/**
 * The Redis of an arena, however many servers that is.
 */
public interface Deployment extends AutoCloseable {

	/**
	 * Where a worker finds it, as {@code WorkerRedis} understands it.
	 * @param worker the number of the worker
	 * @return the address
	 */
	String address(int worker);

	/**
	 * Connects as an administrator to the server that has a key.
	 * @param key the key
	 * @return the connection, to be closed
	 * @throws IOException if no server answers
	 */
	RedisCommands connect(String key) throws IOException;

	/**
	 * How many connections its servers have besides those of administrators and of other
	 * servers.
	 * @return the number
	 * @throws IOException if a server does not answer
	 */
	long connections() throws IOException;

	@Override
	void close() throws IOException;

	/**
	 * Starts a deployment.
	 */
	@FunctionalInterface
	interface Layout {

		/**
		 * Starts it and waits until it answers.
		 * @param arena what it is part of
		 * @return the deployment
		 * @throws IOException if it does not answer
		 */
		Deployment start(Arena arena) throws IOException;

	}

}
