package io.github.leaderkit.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * A Redis server in a container.
 */
final class RedisContainer implements RedisEndpoint, AutoCloseable {

	static final String IMAGE = System.getenv().getOrDefault("LEADER_TESTS_REDIS_IMAGE", "redis:7-alpine");

	private static final int PORT = 6379;

	private final GenericContainer<?> container;

	private RedisContainer(GenericContainer<?> container) {
		this.container = container;
	}

	/**
	 * Whether a container can be started. Asks the command line of Docker, which says at
	 * once that it cannot, where Testcontainers tries for minutes: the image must be here
	 * or to be had, and that of the reaper as well unless it is disabled.
	 */
	static boolean isAvailable() {
		boolean reaperDisabled = Boolean.parseBoolean(System.getenv("TESTCONTAINERS_RYUK_DISABLED"));
		boolean allHere = succeeds(5, "docker", "image", "inspect", IMAGE)
				&& (reaperDisabled || prints("docker", "image", "ls", "--quiet", "testcontainers/ryuk"));
		return allHere || succeeds(120, "docker", "pull", "--quiet", IMAGE);
	}

	static RedisContainer start() {
		// The image has no shell tools for the usual look at the port
		GenericContainer<?> container = new GenericContainer<>(IMAGE).withExposedPorts(PORT)
			.waitingFor(Wait.forLogMessage(".*Ready to accept connections.*", 1));
		container.start();
		return new RedisContainer(container);
	}

	@Override
	public String host() {
		return this.container.getHost();
	}

	@Override
	public int port() {
		return this.container.getMappedPort(PORT);
	}

	@Override
	public void close() {
		this.container.stop();
	}

	@Override
	public String toString() {
		return IMAGE + " at " + host() + ":" + port() + " (container)";
	}

	private static boolean prints(String... command) {
		Output output = run(5, command);
		return output.exitValue() == 0 && !output.text().isBlank();
	}

	private static boolean succeeds(int seconds, String... command) {
		return run(seconds, command).exitValue() == 0;
	}

	private static Output run(int seconds, String... command) {
		try {
			Path file = Files.createTempFile("docker", ".txt");
			try {
				Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true)
					.redirectOutput(file.toFile())
					.start();
				if (process.waitFor(seconds, TimeUnit.SECONDS)) {
					return new Output(process.exitValue(), Files.readString(file));
				}
				process.destroyForcibly();
			}
			finally {
				Files.deleteIfExists(file);
			}
		}
		catch (IOException ex) {
			// There is no such command
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return new Output(-1, "");
	}

	private record Output(int exitValue, String text) {
	}

}
