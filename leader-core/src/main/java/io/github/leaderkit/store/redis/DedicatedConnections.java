package io.github.leaderkit.store.redis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The connections that are open and that nobody uses right now. There are as many as were
 * ever used at a time, less those that were not needed for a while.
 */
final class DedicatedConnections implements AutoCloseable {

	private static final long LONGEST_REST_NANOS = 60_000_000_000L;

	private final LettuceConnectionFactory factory;

	private final LongSupplier nanoTime;

	private final Deque<DedicatedConnection> resting = new ArrayDeque<>();

	private boolean closed;

	/**
	 * Creates a pool without connections.
	 * @param factory makes the connections; destroyed with this
	 * @param nanoTime the monotonic clock
	 */
	DedicatedConnections(LettuceConnectionFactory factory, LongSupplier nanoTime) {
		this.factory = factory;
		this.nanoTime = nanoTime;
	}

	/**
	 * A connection for the use of the caller alone, which has to bring it back or close
	 * it.
	 * @return the connection
	 */
	DedicatedConnection take() {
		DedicatedConnection connection = next();
		while (connection != null && connection.isBroken()) {
			connection.close();
			connection = next();
		}
		return (connection != null) ? connection : DedicatedConnection.open(this.factory, this.nanoTime.getAsLong());
	}

	private synchronized @Nullable DedicatedConnection next() {
		return this.resting.pollFirst();
	}

	/**
	 * Brings a connection back on which everything was answered.
	 */
	void bringBack(DedicatedConnection connection) {
		connection.usedAt(this.nanoTime.getAsLong());
		rest(connection).forEach(DedicatedConnection::close);
	}

	/**
	 * Lets a connection rest.
	 * @return those that are not needed any more
	 */
	private synchronized List<DedicatedConnection> rest(DedicatedConnection connection) {
		if (this.closed) {
			return List.of(connection);
		}
		this.resting.addFirst(connection);
		List<DedicatedConnection> unneeded = new ArrayList<>();
		while (connection.usedAt() - this.resting.getLast().usedAt() > LONGEST_REST_NANOS) {
			unneeded.add(this.resting.removeLast());
		}
		return unneeded;
	}

	@Override
	public void close() {
		List<DedicatedConnection> all;
		synchronized (this) {
			this.closed = true;
			all = List.copyOf(this.resting);
			this.resting.clear();
		}
		all.forEach(DedicatedConnection::close);
		this.factory.destroy();
	}

}
