package io.github.leaderkit.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A way to a Redis server that can be led elsewhere and cut: what is sent then is lost,
 * in both directions, and nobody is told.
 */
public final class BreakableNetwork implements RedisEndpoint, AutoCloseable {

	private final ServerSocket entrance;

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	private volatile RedisEndpoint server;

	private volatile boolean cut;

	private volatile String last;

	/**
	 * Opens a way that leads nowhere yet.
	 */
	public BreakableNetwork() {
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
	 * Leads to a server from now on. Connections that there are stay where they are.
	 * @param server the server
	 */
	public void leadTo(RedisEndpoint server) {
		this.server = server;
	}

	/**
	 * Loses from now on what is sent.
	 */
	public void cut() {
		this.cut = true;
	}

	/**
	 * Loses what is sent from the moment on at which somebody sends a command.
	 * @param command the name of the command
	 */
	public void cutBefore(String command) {
		this.last = "\n" + command + "\r";
	}

	/**
	 * Whether what is sent is lost.
	 * @return whether it is
	 */
	public boolean isCut() {
		return this.cut;
	}

	/**
	 * Ends a cut. Connections from before have lost something and are closed.
	 */
	public void heal() {
		this.sockets.forEach(BreakableNetwork::close);
		this.sockets.clear();
		this.last = null;
		this.cut = false;
	}

	@Override
	public void close() throws IOException {
		this.entrance.close();
		this.sockets.forEach(BreakableNetwork::close);
	}

	private void accept() {
		try {
			while (true) {
				Socket client = this.entrance.accept();
				this.sockets.add(client);
				RedisEndpoint server = this.server;
				if (!this.cut && server != null) {
					connect(client, server);
				}
			}
		}
		catch (IOException ex) {
			// closed
		}
	}

	private void connect(Socket client, RedisEndpoint server) {
		try {
			Socket upstream = new Socket(server.host(), server.port());
			this.sockets.add(upstream);
			start(() -> carry(client, upstream));
			start(() -> carry(upstream, client));
		}
		catch (IOException ex) {
			close(client);
		}
	}

	private void carry(Socket from, Socket to) {
		byte[] buffer = new byte[8192];
		try {
			for (int n = from.getInputStream().read(buffer); n >= 0; n = from.getInputStream().read(buffer)) {
				String last = this.last;
				if (last != null && new String(buffer, 0, n, StandardCharsets.ISO_8859_1).contains(last)) {
					this.cut = true;
				}
				if (!this.cut) {
					to.getOutputStream().write(buffer, 0, n);
				}
			}
		}
		catch (IOException ex) {
			// closed
		}
		if (!this.cut) {
			close(from);
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
		Thread thread = new Thread(task, "breakable-network");
		thread.setDaemon(true);
		thread.start();
	}

}
