package io.github.leaderkit.chaos.arena;

import java.io.IOException;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A server that is being started.
 */
final class Starting {

	private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(20);

	private static final String TAKEN = "Address already in use";

	private final Path log;

	private final long logged;

	/**
	 * To be created before the server is started.
	 * @param log where the server writes what it does, perhaps after what it did before
	 * @throws IOException if that cannot be read
	 */
	Starting(Path log) throws IOException {
		this.log = log;
		this.logged = Files.exists(log) ? Files.size(log) : 0;
	}

	/**
	 * Waits until this server answers, not another on the same port.
	 * @param process its process
	 * @param port where it listens
	 * @throws IOException if it does not answer, a {@link BindException} if a port is
	 * taken
	 */
	void awaitAnswer(Process process, int port) throws IOException {
		long start = System.nanoTime();
		while (true) {
			try (RedisCommands commands = new RedisCommands(port)) {
				if (!commands.ask("INFO", "server").contains("process_id:" + process.pid() + "\r")) {
					throw new IOException("Another server answers");
				}
				commands.ask("PING");
				return;
			}
			catch (IOException ex) {
				if (!process.isAlive() && output().contains(TAKEN)) {
					throw new BindException("A port of this server is taken, see " + this.log);
				}
				if (!process.isAlive() || System.nanoTime() - start > LIMIT_NANOS) {
					throw new IOException("Redis does not answer, see " + this.log, ex);
				}
				Waiting.millis(5);
			}
		}
	}

	private String output() throws IOException {
		return new String(Files.readAllBytes(this.log), StandardCharsets.ISO_8859_1).substring((int) this.logged);
	}

}
