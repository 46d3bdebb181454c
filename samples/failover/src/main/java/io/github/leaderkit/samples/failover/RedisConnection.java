package io.github.leaderkit.samples.failover;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Just enough of the Redis protocol to look at what the instances wrote, from outside of
 * the library that is on show.
 */
final class RedisConnection implements AutoCloseable {

	private static final int TIMEOUT_MILLIS = 2000;

	private final Socket socket = new Socket();

	RedisConnection(int port) throws IOException {
		this.socket.connect(new InetSocketAddress(InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 }), port),
				TIMEOUT_MILLIS);
		this.socket.setSoTimeout(TIMEOUT_MILLIS);
	}

	/**
	 * Sends a command.
	 * @param words the command and its arguments
	 * @return the elements of the reply, one if it is not a list
	 * @throws IOException if there is no reply or it is an error
	 */
	List<@Nullable String> call(String... words) throws IOException {
		StringBuilder command = new StringBuilder("*" + words.length + "\r\n");
		for (String word : words) {
			command.append("$").append(word.getBytes(StandardCharsets.UTF_8).length).append("\r\n");
			command.append(word).append("\r\n");
		}
		OutputStream out = this.socket.getOutputStream();
		out.write(command.toString().getBytes(StandardCharsets.UTF_8));
		out.flush();
		List<@Nullable String> reply = new ArrayList<>();
		read(new BufferedInputStream(this.socket.getInputStream()), reply);
		return reply;
	}

	private static void read(InputStream in, List<@Nullable String> reply) throws IOException {
		String line = readLine(in);
		String rest = line.substring(1);
		switch (line.charAt(0)) {
			case '+', ':' -> reply.add(rest);
			case '$' -> reply.add(readBulk(in, Integer.parseInt(rest)));
			case '*' -> {
				for (int i = Integer.parseInt(rest); i > 0; i--) {
					read(in, reply);
				}
			}
			default -> throw new IOException("Redis answered: " + rest);
		}
	}

	private static @Nullable String readBulk(InputStream in, int length) throws IOException {
		if (length < 0) {
			return null;
		}
		byte[] bytes = in.readNBytes(length);
		readLine(in);
		return new String(bytes, StandardCharsets.UTF_8);
	}

	private static String readLine(InputStream in) throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int b = in.read(); b != '\n'; b = in.read()) {
			if (b < 0) {
				throw new EOFException("Redis closed the connection");
			}
			if (b != '\r') {
				line.write(b);
			}
		}
		return line.toString(StandardCharsets.UTF_8);
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
