package io.github.leaderkit.chaos.arena;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.github.leaderkit.testing.Ports;

/**
 * The way of one worker to one server. It can be closed in either direction, made slow,
 * reset, and refused. What a closed direction has swallowed arrives when it opens again,
 * as on a network that loses packets and sends them again.
 */
public final class TcpProxy implements AutoCloseable {

	private static final long BIND_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(5);

	private final int port;

	private volatile int target;

	private final Set<Link> links = ConcurrentHashMap.newKeySet();

	private final Direction requests = new Direction();

	private final Direction replies = new Direction();

	private ServerSocket entrance;

	private Thread doorkeeper;

	private volatile boolean swallowing;

	/**
	 * Opens a way to a server.
	 * @param target the port of the server
	 * @throws IOException if there is no port to listen on
	 */
	public TcpProxy(int target) throws IOException {
		this();
		leadTo(target);
	}

	/**
	 * Opens a way that leads nowhere yet.
	 * @throws IOException if there is no port to listen on
	 */
	TcpProxy() throws IOException {
		listen(Ports.open(TcpProxy::bind));
		this.port = this.entrance.getLocalPort();
	}

	/**
	 * Has the way lead to a server; connections that there are stay where they are.
	 * @param server the port of the server
	 */
	public void leadTo(int server) {
		this.target = server;
	}

	/**
	 * Where it listens.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * The way of requests.
	 * @return the direction
	 */
	public Direction requests() {
		return this.requests;
	}

	/**
	 * The way of replies.
	 * @return the direction
	 */
	public Direction replies() {
		return this.replies;
	}

	/**
	 * Resets all connections: both ends get an error.
	 */
	public void reset() {
		this.links.forEach(Link::reset);
	}

	/**
	 * The next reply of each connection is lost, and with it the connection, which ends
	 * in order.
	 */
	public void swallowReplies() {
		this.swallowing = true;
	}

	/**
	 * Ends {@link #swallowReplies()}.
	 */
	public void deliverReplies() {
		this.swallowing = false;
	}

	/**
	 * Resets all connections and refuses new ones.
	 * @throws IOException if that is not possible
	 */
	public synchronized void refuse() throws IOException {
		this.entrance.close();
		try {
			// The kernel listens on for as long as a thread is inside accept
			this.doorkeeper.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException();
		}
		reset();
	}

	/**
	 * Ends {@link #refuse()}. A process that was started at the moment of the refusal has
	 * inherited the socket, and holds the port until it has closed that.
	 * @throws IOException if somebody else listens on the port now
	 */
	public synchronized void admit() throws IOException {
		long start = System.nanoTime();
		while (true) {
			try {
				listen(bind(this.port));
				return;
			}
			catch (BindException ex) {
				if (System.nanoTime() - start > BIND_LIMIT_NANOS) {
					throw ex;
				}
				Waiting.millis(2);
			}
		}
	}

	private static ServerSocket bind(int port) throws IOException {
		ServerSocket socket = new ServerSocket();
		try {
			socket.setReuseAddress(true);
			socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			return socket;
		}
		catch (IOException ex) {
			socket.close();
			throw ex;
		}
	}

	private void listen(ServerSocket socket) {
		this.entrance = socket;
		this.doorkeeper = start(() -> accept(socket));
	}

	@Override
	public void close() throws IOException {
		refuse();
	}

	private void accept(ServerSocket socket) {
		try {
			while (true) {
				connect(socket.accept());
			}
		}
		catch (IOException ex) {
			// closed
		}
	}

	private void connect(Socket client) {
		Socket server = new Socket();
		Link link = new Link(client, server);
		this.links.add(link);
		start(() -> {
			try {
				server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.target));
				client.setTcpNoDelay(true);
				server.setTcpNoDelay(true);
				start(() -> carry(link, server, client, this.replies));
				carry(link, client, server, this.requests);
			}
			catch (IOException ex) {
				link.reset();
			}
		});
	}

	private void carry(Link link, Socket from, Socket to, Direction direction) {
		byte[] buffer = new byte[65536];
		try {
			for (int n = from.getInputStream().read(buffer); n >= 0; n = from.getInputStream().read(buffer)) {
				long arrived = System.nanoTime();
				if (direction == this.replies && this.swallowing) {
					break;
				}
				direction.awaitPassage(arrived);
				to.getOutputStream().write(buffer, 0, n);
			}
			link.end();
		}
		catch (IOException ex) {
			link.reset();
		}
	}

	private static Thread start(Runnable task) {
		Thread thread = new Thread(task, "proxy");
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	/**
	 * A direction of the way.
	 */
	public static final class Direction {

		private boolean closed;

		private long latencyMillis;

		private Direction() {
		}

		/**
		 * Lets nothing through for now.
		 */
		public synchronized void close() {
			this.closed = true;
		}

		/**
		 * Lets everything through that has come meanwhile, and what comes.
		 */
		public synchronized void open() {
			this.closed = false;
			notifyAll();
		}

		/**
		 * Makes the way slow.
		 * @param millis how long everything takes from now on; a piece right behind
		 * another may take up to twice as long
		 */
		public synchronized void setLatency(long millis) {
			this.latencyMillis = millis;
			notifyAll();
		}

		private synchronized void awaitPassage(long arrived) throws IOException {
			try {
				long left = left(arrived);
				while (this.closed || left > 0) {
					wait(this.closed ? 0 : left);
					left = left(arrived);
				}
			}
			catch (InterruptedException ex) {
				throw new IOException(ex);
			}
		}

		private long left(long arrived) {
			return this.latencyMillis - (System.nanoTime() - arrived) / 1_000_000;
		}

	}

	/**
	 * One connection with its two halves.
	 */
	private final class Link {

		private final Socket client;

		private final Socket server;

		private Link(Socket client, Socket server) {
			this.client = client;
			this.server = server;
		}

		private void reset() {
			reset(this.client);
			reset(this.server);
			TcpProxy.this.links.remove(this);
		}

		private static void reset(Socket socket) {
			try {
				socket.setSoLinger(true, 0);
			}
			catch (IOException ex) {
				// closed already
			}
			close(socket);
		}

		private void end() {
			close(this.client);
			close(this.server);
			TcpProxy.this.links.remove(this);
		}

		private static void close(Socket socket) {
			try {
				socket.close();
			}
			catch (IOException ex) {
				// closed already
			}
		}

	}

}
