package io.github.leaderkit.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;

import org.springframework.util.FileSystemUtils;

/**
 * A Redis server of a test's own, to be stopped, killed, paused and started again. It
 * listens on the loopback interface only and keeps its files in a directory of its own.
 */
public final class RedisServerProcess implements RedisEndpoint, AutoCloseable {

	private static final Duration START_TIMEOUT = Duration.ofSeconds(20);

	private final RedisBinary binary;

	private final List<String> options;

	private final int port;

	private final Path directory;

	private final Thread endWithJvm = new Thread(() -> process().destroyForcibly());

	private Process process;

	private int starts;

	private RedisServerProcess(RedisBinary binary, int port, List<String> options) throws BindException {
		this.binary = binary;
		this.options = options;
		this.port = port;
		try {
			this.directory = Files.createTempDirectory("redis-" + this.port);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.process = launch();
		Runtime.getRuntime().addShutdownHook(this.endWithJvm);
	}

	/**
	 * Starts a server and waits until it accepts connections.
	 * @param options options of the command line, as {@code --appendonly yes}
	 * @return the server
	 */
	public static RedisServerProcess start(String... options) {
		return start(RedisBinary.any(), options);
	}

	/**
	 * Starts a server and waits until it accepts connections.
	 * @param binary the executable
	 * @param options options of the command line, as {@code --appendonly yes}
	 * @return the server
	 */
	public static RedisServerProcess start(RedisBinary binary, String... options) {
		try {
			return Ports.open((port) -> new RedisServerProcess(binary, port, List.of(options)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Starts a server and waits until it accepts connections.
	 * @param port where it listens
	 * @param options options of the command line, as {@code --appendonly yes}
	 * @return the server
	 * @throws BindException if somebody else listens there, or on another port that the
	 * options name
	 */
	static RedisServerProcess startAt(int port, String... options) throws BindException {
		return new RedisServerProcess(RedisBinary.any(), port, List.of(options));
	}

	@Override
	public String host() {
		return "127.0.0.1";
	}

	@Override
	public int port() {
		return this.port;
	}

	/**
	 * The directory where the server keeps its files.
	 * @return the directory
	 */
	public Path directory() {
		return this.directory;
	}

	/**
	 * Whether the server runs.
	 * @return {@code false} after it was stopped or killed
	 */
	public boolean isRunning() {
		return process().isAlive();
	}

	/**
	 * Ends the server as an administrator does.
	 */
	public void stop() {
		process().destroy();
		awaitExit();
	}

	/**
	 * Ends the server as a crash does.
	 */
	public void kill() {
		process().destroyForcibly();
		awaitExit();
	}

	/**
	 * Lets the server stand still: it keeps its connections and does nothing.
	 */
	public void pause() {
		signal("STOP");
	}

	/**
	 * Ends a pause. What was sent in the meantime is carried out now.
	 */
	public void resume() {
		signal("CONT");
	}

	/**
	 * Starts the server again, on the same port, and waits until it accepts connections.
	 * It has what its options let it keep: nothing without {@code --appendonly yes}.
	 */
	public void startAgain() {
		try {
			this.process = launch();
		}
		catch (BindException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		kill();
		try {
			Runtime.getRuntime().removeShutdownHook(this.endWithJvm);
		}
		catch (IllegalStateException ex) {
			// The JVM is about to end
		}
		FileSystemUtils.deleteRecursively(this.directory.toFile());
	}

	@Override
	public String toString() {
		return "Redis " + this.binary.version() + " at " + host() + ":" + this.port + " (" + this.binary.origin() + ")";
	}

	private Process process() {
		return this.process;
	}

	private Process launch() throws BindException {
		Path log = this.directory.resolve("redis-" + this.starts++ + ".log");
		List<String> command = new ArrayList<>(List.of(this.binary.path().toString(), "--port",
				String.valueOf(this.port), "--bind", host(), "--dir", this.directory.toString(), "--save", ""));
		command.addAll(this.options);
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(log.toFile())
				.start();
			Awaitility.await()
				.pollInSameThread()
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(20))
				.atMost(START_TIMEOUT)
				.until(() -> isReady(process, log));
			return process;
		}
		catch (BindException ex) {
			throw ex;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean isReady(Process process, Path log) throws IOException {
		String output = Files.readString(log);
		if (!process.isAlive()) {
			if (output.contains("Address already in use")) {
				throw new BindException(output);
			}
			throw new IllegalStateException("Redis did not start: " + output);
		}
		return output.contains("Ready to accept connections");
	}

	private void signal(String name) {
		try {
			new ProcessBuilder("kill", "-" + name, String.valueOf(process().pid())).start().waitFor();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void awaitExit() {
		try {
			if (!process().waitFor(10, TimeUnit.SECONDS)) {
				process().destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
