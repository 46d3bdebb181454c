package io.github.leaderkit.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

import org.springframework.util.FileSystemUtils;

/**
 * A PostgreSQL server of a test's own, from the binaries of this machine, where there are
 * some. It listens on the loopback interface only and keeps its files in a directory of
 * its own, without caring whether they survive a crash.
 *
 * <p>
 * The environment variable {@code LEADER_TESTS_REQUIRE_POSTGRES=true} makes tests fail
 * that cannot have one; else they are skipped.
 */
public final class PostgresServerProcess implements AutoCloseable {

	private static final boolean REQUIRED = Boolean.parseBoolean(System.getenv("LEADER_TESTS_REQUIRE_POSTGRES"));

	private static final Path PACKAGES = Path.of("/usr/lib/postgresql");

	private static final String USER = "postgres";

	private final int port = Ports.free();

	private final Thread endWithJvm = new Thread(this::end);

	private final Path binaries;

	private final Path directory;

	private final Process process;

	private PostgresServerProcess(Path binaries) {
		this.binaries = binaries;
		try {
			this.directory = Files.createTempDirectory("postgres-" + this.port);
			if (isRoot()) {
				UserPrincipal user = this.directory.getFileSystem()
					.getUserPrincipalLookupService()
					.lookupPrincipalByName(USER);
				Files.setOwner(this.directory, user);
			}
			makeCluster();
			this.process = launch("postgres", "-p", String.valueOf(this.port), "-c", "listen_addresses=127.0.0.1", "-c",
					"unix_socket_directories=", "-c", "fsync=off");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Runtime.getRuntime().addShutdownHook(this.endWithJvm);
		Awaitility.await()
			.pollInSameThread()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(20))
			.atMost(Duration.ofSeconds(60))
			.until(this::isReady);
	}

	/**
	 * Starts a server and waits until it accepts connections, or skips the test, with the
	 * reason, if this machine has no PostgreSQL.
	 * @return the server
	 */
	public static PostgresServerProcess startOrSkip() {
		Optional<Path> binaries = binaries();
		if (binaries.isEmpty()) {
			String reason = "There is no PostgreSQL in " + PACKAGES + " (the package postgresql has one)";
			if (REQUIRED) {
				throw new IllegalStateException(reason);
			}
			System.out.println("Tests on PostgreSQL are skipped: " + reason);
			Assumptions.abort(reason);
		}
		return new PostgresServerProcess(binaries.get());
	}

	/**
	 * Where a driver finds the server.
	 * @return the URL
	 */
	public String url() {
		return "jdbc:postgresql://127.0.0.1:" + this.port + "/postgres?user=" + USER;
	}

	@Override
	public void close() {
		end();
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
		return "PostgreSQL of " + this.binaries + " at 127.0.0.1:" + this.port;
	}

	private static Optional<Path> binaries() {
		if (!Files.isDirectory(PACKAGES)) {
			return Optional.empty();
		}
		try (Stream<Path> versions = Files.list(PACKAGES)) {
			return versions.map((version) -> version.resolve("bin"))
				.filter((path) -> Files.isExecutable(path.resolve("initdb")))
				.max(Comparator.naturalOrder());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void makeCluster() throws IOException {
		Process process = launch("initdb", "-U", USER, "-A", "trust", "-E", "UTF8", "--locale", "C", "--no-sync");
		try {
			if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
				process.destroyForcibly();
				throw new IllegalStateException("initdb failed: " + Files.readString(log("initdb")));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private Process launch(String program, String... options) throws IOException {
		List<String> command = new ArrayList<>();
		if (isRoot()) {
			// PostgreSQL refuses to run as root
			command.addAll(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups"));
		}
		command.addAll(List.of(this.binaries.resolve(program).toString(), "-D", data()));
		command.addAll(List.of(options));
		return new ProcessBuilder(command).directory(this.directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(log(program).toFile())
			.start();
	}

	private boolean isReady() throws IOException {
		String output = Files.readString(log("postgres"));
		if (!this.process.isAlive()) {
			throw new IllegalStateException("PostgreSQL did not start: " + output);
		}
		return output.contains("database system is ready to accept connections");
	}

	/**
	 * An immediate shutdown: unlike after SIGKILL, no shared memory is left behind.
	 */
	private void end() {
		try {
			new ProcessBuilder("kill", "-QUIT", String.valueOf(this.process.pid())).start().waitFor();
			if (!this.process.waitFor(20, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (IOException ex) {
			this.process.destroyForcibly();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private String data() {
		return this.directory.resolve("data").toString();
	}

	private Path log(String program) {
		return this.directory.resolve(program + ".log");
	}

	private static boolean isRoot() {
		return "root".equals(System.getProperty("user.name"));
	}

}
