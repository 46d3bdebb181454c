package io.github.leaderkit.benchmarks.arena;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * A proxy in front of a server that delays everything by the same time, in each
 * direction. A piece does not wait for the one before it.
 */
public final class DelayingProxy implements AutoCloseable {

	private static final int BUFFER = 65536;

	private final ServerSocket entrance = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final int target;

	private final long delayNanos;

	/**
	 * Opens the proxy.
	 * @param target the port of the server
	 * @param delay how long each direction takes
	 * @throws IOException if there is no port
	 */
	public DelayingProxy(int target, Duration delay) throws IOException {
		this.target = target;
		this.delayNanos = delay.toNanos();
		start(this::accept);
	}

	/**
	 * Where it listens.
	 * @return the port
	 */
	public int port() {
		return this.entrance.getLocalPort();
	}

	private void accept() throws IOException {
		while (true) {
			Socket client = this.entrance.accept();
			Socket server = new Socket(InetAddress.getLoopbackAddress(), this.target);
			carry(client, server);
			carry(server, client);
		}
	}

	private void carry(Socket from, Socket to) throws IOException {
		this.sockets.add(from);
		to.setTcpNoDelay(true);
		BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
		start(() -> {
			byte[] buffer = new byte[BUFFER];
			for (int length = 0; length >= 0;) {
				length = from.getInputStream().read(buffer);
				pieces.add(new Piece(System.nanoTime() + this.delayNanos, Arrays.copyOf(buffer, Math.max(length, 0))));
			}
		});
		start(() -> {
			try (to) {
				for (Piece piece = pieces.take(); piece.bytes().length > 0; piece = pieces.take()) {
					for (long left = piece.left(); left > 0; left = piece.left()) {
						LockSupport.parkNanos(left);
					}
					to.getOutputStream().write(piece.bytes());
				}
			}
		});
	}

	private static void start(Work work) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			catch (IOException ex) {
				// closed
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}, "proxy");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.entrance.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

	/**
	 * What was read at once, nothing at the end.
	 */
	private record Piece(long due, byte[] bytes) {

		private long left() {
			return this.due - System.nanoTime();
		}

	}

	/**
	 * The work of a thread.
	 */
	@FunctionalInterface
	private interface Work {

		void run() throws IOException, InterruptedException;

	}

}
