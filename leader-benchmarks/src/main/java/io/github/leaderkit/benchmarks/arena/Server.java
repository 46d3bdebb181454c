package io.github.leaderkit.benchmarks.arena;

import java.io.IOException;

import io.github.leaderkit.chaos.arena.RedisProcess;

/**
 * A Redis, and what it knows of its costs.
 */
public final class Server implements AutoCloseable {

	private final RedisProcess process;

	Server(RedisProcess process) {
		this.process = process;
	}

	/**
	 * Where it listens.
	 * @return the port
	 */
	public int port() {
		return this.process.port();
	}

	/**
	 * Sends one command.
	 * @param words the command and its arguments
	 * @return the reply
	 * @throws IOException if there is none, or it is an error
	 */
	public String ask(String... words) throws IOException {
		return this.process.ask(words);
	}

	@Override
	public void close() {
		this.process.kill();
	}

}
