package io.github.leaderkit.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import redis.embedded.core.ExecutableProvider;

/**
 * An executable of Redis that runs on this machine.
 *
 * @param path the executable
 * @param version its version
 * @param origin where it was found, for people
 */
public record RedisBinary(Path path, String version, String origin) {

	private static final Pattern VERSION = Pattern.compile("v=([0-9.]+)");

	/**
	 * The {@code redis-server} on the path.
	 * @return the executable, if there is one
	 */
	public static Optional<RedisBinary> onPath() {
		return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
			.filter((directory) -> !directory.isEmpty())
			.map((directory) -> Path.of(directory, "redis-server"))
			.filter(Files::isExecutable)
			.findFirst()
			.flatMap((path) -> of(path, "redis-server on the path"));
	}

	/**
	 * The executable that comes with embedded-redis.
	 * @return the executable, if it runs here
	 */
	public static Optional<RedisBinary> embedded() {
		return Embedded.INSTANCE;
	}

	/**
	 * The best executable there is.
	 * @return the executable
	 */
	public static RedisBinary any() {
		return onPath().or(RedisBinary::embedded)
			.orElseThrow(() -> new IllegalStateException("There is no redis-server that runs on this machine"));
	}

	/**
	 * All that are tested with, each another version.
	 * @return the executables, of which there may be none
	 */
	public static Stream<RedisBinary> all() {
		return Stream.of(onPath(), embedded()).flatMap(Optional::stream);
	}

	private static Optional<RedisBinary> of(Path path, String origin) {
		try {
			Process process = new ProcessBuilder(path.toString(), "--version").redirectErrorStream(true).start();
			String output = new String(process.getInputStream().readAllBytes());
			Matcher matcher = VERSION.matcher(output);
			return (process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0 && matcher.find())
					? Optional.of(new RedisBinary(path, matcher.group(1), origin)) : Optional.empty();
		}
		catch (IOException ex) {
			return Optional.empty();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return Optional.empty();
		}
	}

	/**
	 * Unpacked once.
	 */
	private static final class Embedded {

		private static final Optional<RedisBinary> INSTANCE = unpack();

		private static Optional<RedisBinary> unpack() {
			try {
				File file = ExecutableProvider.newJarResourceProvider().get();
				file.deleteOnExit();
				return of(file.toPath(), "redis-server of embedded-redis");
			}
			catch (IOException | RuntimeException ex) {
				return Optional.empty();
			}
		}

	}

}
