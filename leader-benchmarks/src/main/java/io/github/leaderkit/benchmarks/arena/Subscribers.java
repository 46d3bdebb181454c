package io.github.leaderkit.benchmarks.arena;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections that are subscribed to a channel and do nothing else.
 */
public final class Subscribers implements AutoCloseable {

	private static final String CHANNEL = "channel";

	private final Server redis;

	private final List<Socket> sockets = new ArrayList<>();

	/**
	 * Connects and subscribes.
	 * @param redis the server
	 * @param count how many
	 * @throws IOException if that fails
	 */
	public Subscribers(Server redis, int count) throws IOException {
		this.redis = redis;
		for (int i = 0; i < count; i++) {
			Socket socket = new Socket(InetAddress.getLoopbackAddress(), redis.port());
			this.sockets.add(socket);
			socket.getOutputStream().write(("SUBSCRIBE " + CHANNEL + "\r\n").getBytes(StandardCharsets.US_ASCII));
			if (socket.getInputStream().read() < 0) {
				throw new IOException("Redis closed a connection");
			}
		}
	}

	/**
	 * Publishes a message to all.
	 * @throws IOException if not all got it
	 */
	public void wake() throws IOException {
		if (Integer.parseInt(this.redis.ask("PUBLISH", CHANNEL, "released")) != this.sockets.size()) {
			throw new IOException("Some are not subscribed");
		}
	}

	@Override
	public void close() throws IOException {
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

}
