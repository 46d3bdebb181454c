package io.github.leaderkit.samples.failover;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

/**
 * A Redis server on a free port of the loopback interface, which keeps nothing on disk.
 */
final class RedisProcess {

	private static final long START_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(5);

	private static final int MAX_ATTEMPTS = 3;

	private final String description;

	private final int port;

	private RedisProcess(String description, int port) {
		this.description = description;
		this.port = port;
	}

	/**
	 * Starts the first server that runs on this machine.
	 * @param children what is to end it
	 * @param binaries where to look for one
	 * @return the running server
	 * @throws ShowFailedException if there is none; the message says what is missing
	 */
	static RedisProcess start(ChildProcesses children, List<RedisBinary> binaries)
			throws IOException, InterruptedException {
		List<String> obstacles = new ArrayList<>();
		for (RedisBinary binary : binaries) {
			Path directory = Files.createTempDirectory("leader-failover");
			try {
				return start(children, binary.description(), binary.finder().find(directory), directory);
			}
			catch (IOException ex) {
				obstacles.add("  " + binary.description() + ": " + ex.getMessage());
			}
			finally {
				// A server that runs does not need its file any more
				FileSystemUtils.deleteRecursively(directory);
			}
		}
		throw new ShowFailedException("""
				There is no Redis that runs on this machine:
				%s
				Install one (Debian, Ubuntu: apt install redis-server; macOS: brew install redis). The binary that \
				this sample carries is for Linux and macOS and needs the libraries of OpenSSL 3 \
				(Debian, Ubuntu: libssl3; macOS: brew install openssl@3).""".formatted(String.join("\n", obstacles)));
	}

	/**
	 * A port that was free may be taken before the server listens: then another is tried.
	 */
	private static RedisProcess start(ChildProcesses children, String description, Path executable, Path directory)
			throws IOException, InterruptedException {
		for (int attempt = 1;; attempt++) {
			try {
				return startAt(freePort(), children, description, executable, directory);
			}
			catch (BindException ex) {
				if (attempt == MAX_ATTEMPTS) {
					throw ex;
				}
			}
		}
	}

	private static RedisProcess startAt(int port, ChildProcesses children, String description, Path executable,
			Path directory) throws IOException, InterruptedException {
		Path log = directory.resolve("redis.log");
		ProcessBuilder builder = new ProcessBuilder(executable.toString(), "--port", "" + port, "--bind", "127.0.0.1",
				"--save", "", "--appendonly", "no", "--loglevel", "warning")
			.directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(log.toFile());
		Process process = children.start(builder);
		String version = awaitVersion(process, port);
		if (version != null) {
			return new RedisProcess("Redis " + version + ", " + description, port);
		}
		String end = process.waitFor(0, TimeUnit.SECONDS) ? "it ended with exit code " + process.exitValue()
				: "it did not answer";
		process.destroyForcibly().waitFor();
		String failure = end + output(log);
		throw failure.contains("Address already in use") ? new BindException(failure) : new IOException(failure);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 }))) {
			return socket.getLocalPort();
		}
	}

	private static @Nullable String awaitVersion(Process process, int port) throws InterruptedException {
		long start = System.nanoTime();
		while (System.nanoTime() - start < START_LIMIT_NANOS && process.isAlive()) {
			try (RedisConnection connection = new RedisConnection(port)) {
				return ("" + connection.call("INFO", "server").get(0)).lines()
					.filter((line) -> line.startsWith("redis_version:"))
					.map((line) -> line.substring("redis_version:".length()).strip())
					.findFirst()
					.orElse("of unknown version");
			}
			catch (IOException ex) {
				Thread.sleep(20);
			}
		}
		return null;
	}

	private static String output(Path log) throws IOException {
		return Files.readAllLines(log)
			.stream()
			.filter((line) -> !line.isBlank())
			.map((line) -> "\n    " + line.strip())
			.limit(5)
			.collect(Collectors.joining());
	}

	String url() {
		return "redis://127.0.0.1:" + this.port;
	}

	/**
	 * Reads who holds the lease of an election and until when.
	 * @param election the key of the election
	 * @return the lease that Redis shows at this moment
	 * @throws ShowFailedException if it shows none
	 */
	LeaseRecord lease(String election) {
		try (RedisConnection connection = new RedisConnection(this.port)) {
			List<@Nullable String> fields = connection.call("HMGET", "leader:" + election, "t", "x");
			return new LeaseRecord(Long.parseLong("" + fields.get(0)), Long.parseLong("" + fields.get(1)));
		}
		catch (IOException | NumberFormatException ex) {
			throw new ShowFailedException("Redis shows no lease for '" + election + "': " + ex);
		}
	}

	@Override
	public String toString() {
		return this.description + ", on 127.0.0.1:" + this.port;
	}

}
