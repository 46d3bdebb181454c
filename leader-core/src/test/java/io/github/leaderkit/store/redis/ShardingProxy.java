package io.github.leaderkit.store.redis;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.leaderkit.testing.RedisEndpoint;
import io.github.leaderkit.testing.RedisServerProcess;

/**
 * A proxy that spreads keys over several servers, as twemproxy does: a script goes to the
 * server of its first key, and nobody looks at the others. Everything else goes to the
 * first server.
 */
final class ShardingProxy implements RedisEndpoint, AutoCloseable {

	private final List<RedisServerProcess> shards;

	private final ServerSocket server;

	private final List<Socket> open = new CopyOnWriteArrayList<>();

	ShardingProxy(List<RedisServerProcess> shards) throws IOException {
		this.shards = shards;
		this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		start(this::accept);
	}

	@Override
	public String host() {
		return this.server.getInetAddress().getHostAddress();
	}

	@Override
	public int port() {
		return this.server.getLocalPort();
	}

	/**
	 * The number of the server that has a record.
	 */
	int shardOf(String record) {
		return Math.floorMod(record.hashCode(), this.shards.size());
	}

	private void accept() throws IOException {
		while (true) {
			Socket client = this.server.accept();
			this.open.add(client);
			start(() -> serve(client));
		}
	}

	private void serve(Socket client) throws IOException {
		List<Socket> backends = new ArrayList<>();
		List<InputStream> answers = new ArrayList<>();
		for (RedisServerProcess shard : this.shards) {
			Socket backend = new Socket(shard.host(), shard.port());
			this.open.add(backend);
			backends.add(backend);
			answers.add(new BufferedInputStream(backend.getInputStream()));
		}
		InputStream commands = new BufferedInputStream(client.getInputStream());
		OutputStream toClient = new BufferedOutputStream(client.getOutputStream());
		while (true) {
			List<String> words = new ArrayList<>();
			byte[] command = element(commands, words);
			int shard = words.get(0).toUpperCase(Locale.ROOT).startsWith("EVAL") ? shardOf(words.get(3)) : 0;
			backends.get(shard).getOutputStream().write(command);
			toClient.write(element(answers.get(shard), new ArrayList<>()));
			toClient.flush();
		}
	}

	/**
	 * Reads a command or an answer.
	 * @param words the texts in it are added to these
	 * @return its bytes
	 */
	private static byte[] element(InputStream in, List<String> words) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		int left = 1;
		while (left > 0) {
			left--;
			String line = line(in);
			bytes.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
			switch (line.charAt(0)) {
				case '*', '~', '>' -> {
					left += number(line);
				}
				case '%' -> {
					left += 2 * number(line);
				}
				case '$', '=' -> {
					byte[] text = in.readNBytes(number(line) + 2);
					bytes.write(text);
					words.add(new String(text, 0, number(line), StandardCharsets.UTF_8));
				}
				default -> {
				}
			}
		}
		return bytes.toByteArray();
	}

	private static int number(String line) {
		return Integer.parseInt(line.substring(1));
	}

	private static String line(InputStream in) throws IOException {
		StringBuilder line = new StringBuilder();
		for (int next = in.read(); next != '\r'; next = in.read()) {
			if (next < 0) {
				throw new EOFException();
			}
			line.append((char) next);
		}
		in.read();
		return line.toString();
	}

	private static void start(Loop loop) {
		Thread thread = new Thread(() -> {
			try {
				loop.run();
			}
			catch (IOException ex) {
				// closed
			}
		}, "sharding-proxy");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		for (Socket socket : this.open) {
			socket.close();
		}
	}

	@FunctionalInterface
	private interface Loop {

		void run() throws IOException;

	}

}
