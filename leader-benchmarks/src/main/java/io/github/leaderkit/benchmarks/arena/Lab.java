package io.github.leaderkit.benchmarks.arena;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.github.leaderkit.chaos.arena.ChildProcesses;
import io.github.leaderkit.chaos.arena.RedisProcess;

/**
 * Where processes are started. None of them outlives it.
 */
public final class Lab implements AutoCloseable {

	private final Path directory;

	private final ChildProcesses children = new ChildProcesses();

	private int servers;

	/**
	 * Opens it.
	 * @param directory where logs are written
	 * @throws IOException if that is not possible
	 */
	public Lab(Path directory) throws IOException {
		this.directory = Files.createDirectories(directory);
	}

	Path directory() {
		return this.directory;
	}

	Process start(ProcessBuilder builder) throws IOException {
		return this.children.start(builder);
	}

	/**
	 * Starts an empty Redis.
	 * @return the server
	 * @throws IOException if it does not start
	 */
	public Server redis() throws IOException {
		this.servers++;
		return new Server(new RedisProcess(this.children, this.directory.resolve("redis-" + this.servers), Map.of()));
	}

	@Override
	public void close() {
		this.children.close();
	}

}
