package io.github.leaderkit.samples.failover;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import redis.embedded.core.ExecutableProvider;

/**
 * Where a Redis server may be had.
 *
 * @param description where, for people
 * @param finder finds the executable; it may unpack it into the directory that it is
 * given
 */
record RedisBinary(String description, Finder finder) {

	/**
	 * The places to look at, in order: what is installed, then what comes with this
	 * sample.
	 * @return the places
	 */
	static List<RedisBinary> all() {
		return List.of(new RedisBinary("redis-server on the PATH", (directory) -> findOnPath()),
				new RedisBinary("the binary that com.github.codemonstur:embedded-redis carries", RedisBinary::unpack));
	}

	private static Path findOnPath() throws IOException {
		String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
		return Stream.of(path.split(File.pathSeparator))
			.filter((directory) -> !directory.isBlank())
			.map((directory) -> Path.of(directory, "redis-server"))
			.filter((candidate) -> Files.isRegularFile(candidate) && Files.isExecutable(candidate))
			.findFirst()
			.orElseThrow(() -> new IOException("there is none"));
	}

	// Only its binary is wanted: its own runner kills Redis in a shutdown hook, at a time
	// that nobody can choose
	private static Path unpack(Path directory) throws IOException {
		try {
			return ExecutableProvider.newJarResourceProvider(directory.toFile()).get().toPath().toAbsolutePath();
		}
		catch (RuntimeException ex) {
			throw new IOException("none that fits " + System.getProperty("os.name") + " on "
					+ System.getProperty("os.arch") + " (" + ex + ")", ex);
		}
	}

	/**
	 * Finds an executable.
	 */
	@FunctionalInterface
	interface Finder {

		Path find(Path directory) throws IOException;

	}

}
