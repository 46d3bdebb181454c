package io.github.leaderkit.chaos.register;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;

import io.github.leaderkit.chaos.history.EventFile;
import io.github.leaderkit.chaos.history.EventKind;

/**
 * The resource that guarded work changes, reached through a socket of its own that no
 * fault touches.
 *
 * <p>
 * For each election there is a <em>fenced register</em>, which refuses a term lower than
 * the highest it has seen, and an <em>unfenced list</em>, which believes whoever writes:
 * a writer reads its length, and writes back what it read with one element more. What
 * others have added meanwhile is lost.
 */
public final class RegisterServer implements AutoCloseable {

	static final int READ = 1;

	static final int WRITE = 2;

	private final ServerSocket entrance;

	private final EventFile log;

	private final Map<Integer, Content> contents = new HashMap<>();

	/**
	 * Opens the server on a free port of the loopback interface.
	 * @param log where each write is written down
	 * @throws IOException if it cannot listen
	 */
	public RegisterServer(EventFile log) throws IOException {
		this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.log = log;
		start(this::accept);
	}

	/**
	 * Where it listens.
	 * @return the port
	 */
	public int port() {
		return this.entrance.getLocalPort();
	}

	@Override
	public void close() {
		try {
			this.entrance.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void accept() {
		try {
			while (true) {
				Socket client = this.entrance.accept();
				client.setTcpNoDelay(true);
				start(() -> serve(client));
			}
		}
		catch (IOException ex) {
			// closed
		}
	}

	private void serve(Socket client) {
		try (client) {
			DataInputStream in = new DataInputStream(client.getInputStream());
			DataOutputStream out = new DataOutputStream(client.getOutputStream());
			while (true) {
				int operation = in.readByte();
				int election = in.readShort();
				if (operation == READ) {
					out.writeInt(read(election));
				}
				else {
					out.writeInt(write(election, in.readLong(), in.readLong(), in.readInt()) ? 1 : 0);
				}
			}
		}
		catch (IOException ex) {
			// The client is gone
		}
	}

	private synchronized int read(int election) {
		return content(election).length;
	}

	private synchronized boolean write(int election, long term, long element, int base) {
		Content content = content(election);
		boolean accepted = term >= content.highestTerm;
		this.log.append(EventKind.WRITE, election, 0, term, System.nanoTime(), element, base, content.length,
				accepted ? 1 : 0);
		content.highestTerm = Math.max(content.highestTerm, term);
		content.length = base + 1;
		return accepted;
	}

	private Content content(int election) {
		return this.contents.computeIfAbsent(election, (number) -> new Content());
	}

	private static void start(Runnable task) {
		Thread thread = new Thread(task, "register");
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Of one election. The elements of the list are in the log.
	 */
	private static final class Content {

		private long highestTerm;

		private int length;

	}

}
