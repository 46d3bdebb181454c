package io.github.leaderkit.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A way to a Redis server that takes time: what is sent arrives later, in either
 * direction. Counts the connections that were made.
 */
public final class SlowNetwork implements RedisEndpoint, AutoCloseable {

	private final RedisEndpoint server;

	private volatile Duration delay;

	private final ServerSocket entrance;

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	private final AtomicInteger connections = new AtomicInteger();

	private final ScheduledExecutorService wire = Executors.newSingleThreadScheduledExecutor();

	/**
	 * Opens a way to a server.
	 * @param server the server
	 * @param delay how long each direction takes
	 */
	public SlowNetwork(RedisEndpoint server, Duration delay) {
		this.server = server;
		this.delay = delay;
		try {
			this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		start(this::accept);
	}

	@Override
	public String host() {
		return "127.0.0.1";
	}

	@Override
	public int port() {
		return this.entrance.getLocalPort();
	}

	/**
	 * Lets the way take another time from now on.
	 * @param delay how long each direction takes
	 */
	public void setDelay(Duration delay) {
		this.delay = delay;
	}

	/**
	 * How many connections have been made so far.
	 * @return the number
	 */
	public int connections() {
		return this.connections.get();
	}

	@Override
	public void close() throws IOException {
		this.entrance.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
		this.wire.shutdownNow();
	}

	private void accept() {
		try {
			while (true) {
				Socket client = this.entrance.accept();
				this.connections.incrementAndGet();
				Socket upstream = new Socket(this.server.host(), this.server.port());
				this.sockets.addAll(List.of(client, upstream));
				start(() -> carry(client, upstream));
				start(() -> carry(upstream, client));
			}
		}
		catch (IOException ex) {
			// closed
		}
	}

	private void carry(Socket from, Socket to) {
		byte[] buffer = new byte[8192];
		try {
			for (int n = from.getInputStream().read(buffer); n >= 0; n = from.getInputStream().read(buffer)) {
				byte[] chunk = Arrays.copyOf(buffer, n);
				this.wire.schedule(() -> write(to, chunk), this.delay.toNanos(), TimeUnit.NANOSECONDS);
			}
		}
		catch (IOException ex) {
			// closed
		}
		close(from);
		close(to);
	}

	private static void write(Socket to, byte[] chunk) {
		try {
			to.getOutputStream().write(chunk);
		}
		catch (IOException ex) {
			close(to);
		}
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// closed
		}
	}

	private static void start(Runnable task) {
		Thread thread = new Thread(task, "slow-network");
		thread.setDaemon(true);
		thread.start();
	}

}
