package io.github.leaderkit.store.redis.conformance;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.github.leaderkit.testing.RedisEndpoint;

/**
 * A connection to Redis for many commands at a time: commands are written one after the
 * other, sent together, and their answers read in the same order. Messages arrive on the
 * same connection, among the answers.
 */
final class RespConnection implements AutoCloseable {

	private final Socket socket;

	private final InputStream in;

	private final OutputStream out;

	private final byte[] read = new byte[1 << 16];

	private int readAt;

	private int readEnd;

	private byte[] write = new byte[1 << 16];

	private int written;

	private List<Message> messages = new ArrayList<>();

	RespConnection(RedisEndpoint redis) {
		try {
			this.socket = new Socket(redis.host(), redis.port());
			this.socket.setTcpNoDelay(true);
			this.in = this.socket.getInputStream();
			this.out = this.socket.getOutputStream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		execute("HELLO", "3");
	}

	/**
	 * Sends one command and waits for its answer.
	 */
	Object execute(Object... words) {
		write(words);
		flush();
		Object answer = read();
		if (answer instanceof Failure failure) {
			throw new IllegalStateException(words[0] + ": " + failure.message());
		}
		return answer;
	}

	void subscribe(String pattern) {
		write("PSUBSCRIBE", pattern);
		flush();
		element(); // is told as a message
	}

	void write(Object... words) {
		header('*', words.length);
		for (Object word : words) {
			byte[] bytes = (word instanceof byte[] raw) ? raw : word.toString().getBytes(StandardCharsets.UTF_8);
			header('$', bytes.length);
			ensure(bytes.length + 2);
			System.arraycopy(bytes, 0, this.write, this.written, bytes.length);
			this.written += bytes.length;
			this.write[this.written++] = '\r';
			this.write[this.written++] = '\n';
		}
	}

	private void header(char type, int length) {
		ensure(16);
		this.write[this.written++] = (byte) type;
		String digits = Integer.toString(length);
		for (int i = 0; i < digits.length(); i++) {
			this.write[this.written++] = (byte) digits.charAt(i);
		}
		this.write[this.written++] = '\r';
		this.write[this.written++] = '\n';
	}

	private void ensure(int more) {
		if (this.written + more > this.write.length) {
			this.write = Arrays.copyOf(this.write, Math.max(this.write.length * 2, this.written + more));
		}
	}

	void flush() {
		try {
			this.out.write(this.write, 0, this.written);
			this.out.flush();
			this.written = 0;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The next answer: text, a number, a list, or a {@link Failure}.
	 */
	Object read() {
		while (true) {
			Object element = element();
			if (!(element instanceof Message message)) {
				return element;
			}
			this.messages.add(message);
		}
	}

	/**
	 * The messages that came before the answer that was read last.
	 */
	List<Message> messages() {
		List<Message> arrived = this.messages;
		this.messages = new ArrayList<>();
		return arrived;
	}

	private Object element() {
		int type = next();
		return switch (type) {
			case '+', ',', '(' -> line();
			case '-' -> new Failure(line());
			case ':' -> Long.valueOf(line());
			case '$', '=' -> text(Integer.parseInt(line()));
			case '*', '~' -> list(Integer.parseInt(line()));
			case '%' -> list(2 * Integer.parseInt(line()));
			case '>' -> message(list(Integer.parseInt(line())));
			case '#' -> line().equals("t");
			case '_' -> line();
			default -> throw new IllegalStateException("Unknown type of an answer: " + (char) type);
		};
	}

	private static Message message(List<Object> parts) {
		boolean told = parts.get(0).equals("pmessage");
		return new Message(told ? parts.get(2).toString() : "", told ? parts.get(3).toString() : "");
	}

	private List<Object> list(int size) {
		List<Object> list = new ArrayList<>(size);
		for (int i = 0; i < size; i++) {
			list.add(element());
		}
		return list;
	}

	private String text(int length) {
		byte[] bytes = new byte[length];
		for (int i = 0; i < length; i++) {
			bytes[i] = (byte) next();
		}
		next();
		next();
		return new String(bytes, StandardCharsets.UTF_8);
	}

	private String line() {
		StringBuilder line = new StringBuilder(16);
		for (int c = next(); c != '\r'; c = next()) {
			line.append((char) c);
		}
		next();
		return line.toString();
	}

	private int next() {
		if (this.readAt == this.readEnd) {
			fill();
		}
		return this.read[this.readAt++];
	}

	private void fill() {
		try {
			this.readAt = 0;
			this.readEnd = this.in.read(this.read);
			if (this.readEnd <= 0) {
				throw new EOFException("Redis has closed the connection");
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * An answer that says that something failed.
	 */
	record Failure(String message) {
	}

	/**
	 * A message that somebody published.
	 */
	record Message(String channel, String text) {
	}

}
