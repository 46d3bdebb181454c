package io.github.leaderkit.benchmarks.arena;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.github.leaderkit.chaos.arena.RedisProcess;

/**
 * A Redis, and what it knows of leases and costs.
 */
public final class Server implements AutoCloseable {

	private final RedisProcess process;

	Server(RedisProcess process) {
		this.process = process;
	}

	/**
	 * Where it listens.
	 * @return the port
	 */
	public int port() {
		return this.process.port();
	}

	/**
	 * Sends one command.
	 * @param words the command and its arguments
	 * @return the reply
	 * @throws IOException if there is none, or it is an error
	 */
	public String ask(String... words) throws IOException {
		return this.process.ask(words);
	}

	/**
	 * When a lease ends: with its key, or, if that does not expire, at the time in the
	 * record of this library.
	 * @param key the key
	 * @return milliseconds since 1970
	 * @throws IOException if it is not there
	 */
	public long leaseEnd(String key) throws IOException {
		long end = Long.parseLong(ask("PEXPIRETIME", key));
		return (end != -1) ? end : Long.parseLong(ask("HGET", key, "x"));
	}

	/**
	 * The processor time that it has used so far.
	 * @return the seconds
	 * @throws IOException if it does not tell
	 */
	public double cpuSeconds() throws IOException {
		return ask("INFO", "cpu").lines()
			.filter((line) -> line.startsWith("used_cpu_sys:") || line.startsWith("used_cpu_user:"))
			.mapToDouble((line) -> Double.parseDouble(line.substring(line.indexOf(':') + 1)))
			.sum();
	}

	/**
	 * Counts the commands that clients send. What a script calls is part of its command.
	 * @param window how long to count
	 * @return the number per second
	 * @throws IOException if it does not tell
	 */
	public double commandsPerSecond(Duration window) throws IOException {
		int count = -1;
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
			socket.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.US_ASCII));
			BufferedReader lines = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
			long start = System.nanoTime();
			for (long left = window.toMillis(); left > 0; left = window.minusNanos(System.nanoTime() - start)
				.toMillis()) {
				socket.setSoTimeout((int) left);
				count += lines.readLine().contains(" lua] ") ? 0 : 1;
			}
		}
		catch (SocketTimeoutException ex) {
			// the window is over
		}
		return count / (window.toMillis() / 1000.0);
	}

	/**
	 * Lets it stand still.
	 */
	public void pause() {
		this.process.pause();
	}

	/**
	 * Ends a pause.
	 */
	public void resume() {
		this.process.resume();
	}

	/**
	 * Kills it and starts it again without data.
	 * @throws IOException if it does not answer
	 */
	public void restartEmpty() throws IOException {
		this.process.kill();
		this.process.startEmpty();
	}

	@Override
	public void close() {
		this.process.kill();
	}

}
