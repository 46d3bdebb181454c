package io.github.leaderkit.chaos.arena;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Runs programs of the machine.
 */
public final class Tools {

	private static final String SHIM = "clock.c";

	private Tools() {
	}

	/**
	 * Looks for a program on the path.
	 * @param name its name
	 * @return where it is, if it is there
	 */
	public static Optional<Path> find(String name) {
		String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin" + File.pathSeparator
				+ "/sbin";
		return Stream.of(path.split(File.pathSeparator))
			.filter((directory) -> !directory.isEmpty())
			.map((directory) -> Path.of(directory, name))
			.filter(Files::isExecutable)
			.findFirst();
	}

	/**
	 * Runs a program to its end.
	 * @param command the program and its arguments
	 * @return what it printed
	 * @throws IOException if it cannot be run or fails; the message says why
	 */
	public static String run(String... command) throws IOException {
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
		try {
			int status = process.waitFor();
			if (status != 0) {
				throw new IOException(String.join(" ", command) + " ended with " + status + ": " + output);
			}
			return output;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted", ex);
		}
	}

	/**
	 * Sends a signal.
	 * @param pid to which process
	 * @param name the name of the signal, without SIG
	 */
	public static void signal(long pid, String name) {
		try {
			run("kill", "-" + name, String.valueOf(pid));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Compiles the library that shifts the clocks of a process.
	 * @param directory where to
	 * @return the library
	 * @throws IOException if that is not possible; the message says why
	 */
	public static Path compileShim(Path directory) throws IOException {
		Path source = directory.resolve(SHIM);
		Path library = directory.resolve("clock.so");
		try (InputStream in = Objects.requireNonNull(Tools.class.getResourceAsStream(SHIM))) {
			Files.write(source, in.readAllBytes());
		}
		run("gcc", "-O2", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl");
		return library.toAbsolutePath();
	}

	/**
	 * The version of the {@code redis-server} on the path.
	 * @return the version
	 * @throws IOException if there is none that runs
	 */
	public static String redisVersion() throws IOException {
		return List.of(run("redis-server", "--version").split(" "))
			.stream()
			.filter((word) -> word.startsWith("v="))
			.map((word) -> word.substring(2))
			.findFirst()
			.orElseThrow(() -> new IOException("redis-server does not report its version"));
	}

}
