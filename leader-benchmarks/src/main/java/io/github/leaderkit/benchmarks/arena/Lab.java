package io.github.leaderkit.benchmarks.arena;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

	/**
	 * Where logs are written.
	 * @return the directory
	 */
	public Path directory() {
		return this.directory;
	}

	Process start(ProcessBuilder builder) throws IOException {
		return this.children.start(builder);
	}

	/**
	 * Runs a Java program to its end.
	 * @param log the name of the file that gets what it prints
	 * @param arguments its main class and what stands before and after it
	 * @throws IOException if it fails
	 * @throws InterruptedException if interrupted
	 */
	public void java(String log, List<String> arguments) throws IOException, InterruptedException {
		File output = this.directory.resolve(log).toFile();
		if (start(command(arguments).redirectErrorStream(true).redirectOutput(output)).waitFor() != 0) {
			throw new IOException("A program failed, see " + output);
		}
	}

	static ProcessBuilder command(List<String> arguments) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
						System.getProperty("java.class.path")));
		command.addAll(arguments);
		return new ProcessBuilder(command);
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

	/**
	 * Starts an empty Redis with a replica.
	 * @param distance how long everything takes from one to the other, each way
	 * @return the servers
	 * @throws IOException if one of them does not start
	 */
	public ReplicatedServers replicated(Duration distance) throws IOException {
		return new ReplicatedServers(redis(), redis(), distance);
	}

	@Override
	public void close() {
		this.children.close();
	}

}
