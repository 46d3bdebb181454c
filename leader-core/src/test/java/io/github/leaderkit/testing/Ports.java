package io.github.leaderkit.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Ports below those that Linux gives to outgoing connections: no connection takes one
 * before its server listens, or while it is down for a moment. Processes on one machine
 * share them by blocks, and each keeps its own locked until it ends.
 */
public final class Ports {

	private static final int LOWEST = 20_000;

	private static final int HIGHEST = 30_000;

	private static final int BLOCK = 100;

	private static final int ATTEMPTS = 20;

	private static final Ports ports = new Ports(
			Path.of(System.getProperty("java.io.tmpdir"), "leader-test-ports-" + System.getProperty("user.name")));

	private final Path lockFile;

	/** Kept, since the locks end when this is closed. */
	private @Nullable FileChannel channel;

	private final List<FileLock> locks = new ArrayList<>();

	private int next;

	private int end;

	Ports(Path lockFile) {
		this.lockFile = lockFile;
	}

	/**
	 * A port of the loopback interface that is free, and that this process will not be
	 * given again.
	 * @return the port
	 */
	public static int free() {
		try {
			return ports.take();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Has something listen on a port. Should somebody else have taken the port before,
	 * another is tried.
	 * @param opening begins to listen, or throws a {@link BindException}
	 * @param <T> what listens
	 * @return what listens
	 * @throws IOException if it cannot
	 */
	public static <T> T open(Opening<T> opening) throws IOException {
		for (int attempt = 1;; attempt++) {
			try {
				return opening.at(free());
			}
			catch (BindException ex) {
				if (attempt == ATTEMPTS) {
					throw ex;
				}
			}
		}
	}

	synchronized int take() throws IOException {
		while (true) {
			if (this.next == this.end) {
				this.next = lockBlock();
				this.end = this.next + BLOCK;
			}
			int port = this.next++;
			if (isFree(port)) {
				return port;
			}
		}
	}

	private int lockBlock() throws IOException {
		FileChannel channel = this.channel;
		if (channel == null) {
			channel = FileChannel.open(this.lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
			this.channel = channel;
		}
		for (int block = Math.max(this.end, LOWEST); block < HIGHEST; block += BLOCK) {
			FileLock lock = channel.tryLock(block, 1, false);
			if (lock != null) {
				this.locks.add(lock);
				return block;
			}
		}
		throw new IOException("All ports from " + LOWEST + " to " + HIGHEST + " are used by other processes");
	}

	/**
	 * Connects to the port instead of listening on it: a process that is started at that
	 * moment would inherit the socket, and keep the port for some milliseconds.
	 */
	private static boolean isFree(int port) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			return !socket.isConnected();
		}
		catch (ConnectException ex) {
			return true;
		}
	}

	/**
	 * Begins to listen.
	 *
	 * @param <T> what listens
	 */
	@FunctionalInterface
	public interface Opening<T> {

		/**
		 * Begins to listen.
		 * @param port where
		 * @return what listens
		 * @throws IOException if it cannot, a {@link BindException} if that is for the
		 * port
		 */
		T at(int port) throws IOException;

	}

}
