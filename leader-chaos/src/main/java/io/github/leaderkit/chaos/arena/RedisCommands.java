package io.github.leaderkit.chaos.arena;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A connection of an administrator, from outside of the library and past all proxies.
 */
public final class RedisCommands implements AutoCloseable {

	private static final int TIMEOUT_MILLIS = 10_000;

	private final Socket socket = new Socket();

	private final InputStream in;

	/**
	 * Connects.
	 * @param port the port of the server
	 * @throws IOException if it does not listen
	 */
	public RedisCommands(int port) throws IOException {
		this.socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
		this.socket.setSoTimeout(TIMEOUT_MILLIS);
		this.in = new BufferedInputStream(this.socket.getInputStream());
	}

	/**
	 * Sends a command and waits for the reply.
	 * @param words the command and its arguments
	 * @return the elements of the reply, one if it is not a list
	 * @throws IOException if there is no reply, or it is an error
	 */
	public List<@Nullable String> call(String... words) throws IOException {
		send(words);
		List<@Nullable String> reply = new ArrayList<>();
		read(reply);
		return reply;
	}

	/**
	 * Sends a command whose reply is one value.
	 * @param words the command and its arguments
	 * @return the value
	 * @throws IOException if there is no reply, or it is an error
	 */
	public String ask(String... words) throws IOException {
		return Objects.requireNonNullElse(call(words).get(0), "");
	}

	/**
	 * Sends a command and does not wait for the reply.
	 * @param words the command and its arguments
	 * @throws IOException if it cannot be sent
	 */
	public void send(String... words) throws IOException {
		StringBuilder command = new StringBuilder("*" + words.length + "\r\n");
		for (String word : words) {
			command.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
		}
		this.socket.getOutputStream().write(command.toString().getBytes(StandardCharsets.ISO_8859_1));
	}

	private void read(List<@Nullable String> reply) throws IOException {
		String line = readLine();
		String rest = line.substring(1);
		switch (line.charAt(0)) {
			case '+', ':' -> reply.add(rest);
			case '$' -> reply.add(readBulk(Integer.parseInt(rest)));
			case '*' -> {
				for (int i = Integer.parseInt(rest); i > 0; i--) {
					read(reply);
				}
			}
			default -> throw new IOException("Redis answered: " + rest);
		}
	}

	private @Nullable String readBulk(int length) throws IOException {
		if (length < 0) {
			return null;
		}
		byte[] bytes = this.in.readNBytes(length);
		readLine();
		return new String(bytes, StandardCharsets.ISO_8859_1);
	}

	private String readLine() throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int b = this.in.read(); b != '\n'; b = this.in.read()) {
			if (b < 0) {
				throw new EOFException("Redis closed the connection");
			}
			if (b != '\r') {
				line.write(b);
			}
		}
		return line.toString(StandardCharsets.ISO_8859_1);
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
