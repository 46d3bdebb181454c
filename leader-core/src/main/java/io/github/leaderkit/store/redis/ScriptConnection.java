package io.github.leaderkit.store.redis;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.data.redis.connection.RedisConnection;

/**
 * A connection of the driver on which scripts are run: made when it is first needed, and
 * again after it was dropped. No method waits.
 */
final class ScriptConnection {

	private static final Logger logger = LoggerFactory.getLogger(ScriptConnection.class);

	private final OwnConnections connections;

	private final Function<OwnConnectionFactory, Opened> opener;

	private final Listener listener;

	private final AtomicBoolean connecting = new AtomicBoolean();

	private volatile @Nullable Opened opened;

	private ScriptConnection(OwnConnections connections, Function<OwnConnectionFactory, Opened> opener,
			Listener listener) {
		this.connections = connections;
		this.opener = opener;
		this.listener = listener;
	}

	/**
	 * The connection that reconnects by itself and never waits for replicas.
	 */
	static ScriptConnection shared(OwnConnections connections, Listener listener) {
		return new ScriptConnection(connections, Opened::shared, listener);
	}

	/**
	 * A connection that nobody else uses and that ends when it breaks.
	 */
	static ScriptConnection unshared(OwnConnections connections, Listener listener) {
		return new ScriptConnection(connections, Opened::unshared, listener);
	}

	/**
	 * The connection of the driver, if it is there.
	 * @return the connection, or {@code null}: then {@linkplain #connect() connect}
	 */
	@Nullable StatefulConnection<byte[], byte[]> current() {
		Opened opened = this.opened;
		return (opened != null && opened.factory() == this.connections.factory()) ? opened.driver() : null;
	}

	/**
	 * Begins to connect, if that was not done before. The listener is called at the end,
	 * or at once if connecting has just failed.
	 */
	void connect() {
		Throwable failure = this.connections.recentFailure();
		if (failure != null) {
			this.listener.onConnectFailed(failure);
		}
		else if (this.connecting.compareAndSet(false, true)) {
			try {
				this.connections.execute(this::open);
			}
			catch (Throwable ex) {
				// There is no thread, or the store is closed
				this.connecting.set(false);
				this.listener.onConnectFailed(ex);
			}
		}
	}

	/**
	 * Calls the listener last, so that a script that needs a connection meanwhile is
	 * either sent with the others or connects anew.
	 */
	private void open() {
		if (!this.connecting.get()) {
			return;
		}
		Throwable failure = null;
		try {
			if (current() == null) {
				this.opened = this.connections.open(this.opener);
			}
		}
		catch (Throwable ex) {
			failure = ex;
		}
		this.connecting.set(false);
		if (failure != null) {
			this.listener.onConnectFailed(failure);
		}
		else {
			this.listener.onConnected();
		}
	}

	/**
	 * Ends the connection; the next one is another.
	 */
	void drop() {
		Opened opened = this.opened;
		this.opened = null;
		if (opened == null) {
			return;
		}
		try {
			this.connections.execute(() -> close(opened));
		}
		catch (Throwable ex) {
			// It ends with its factory
			logger.debug("A connection is not closed yet", ex);
		}
	}

	private static void close(Opened opened) {
		try {
			opened.close().run();
		}
		catch (RuntimeException ex) {
			logger.debug("A connection did not close", ex);
		}
	}

	/**
	 * Called when connecting has ended, by any thread.
	 */
	interface Listener {

		void onConnected();

		void onConnectFailed(Throwable failure);

	}

	/**
	 * A connection that was opened.
	 *
	 * @param factory where it comes from, and with which it ends
	 * @param driver the connection of the driver
	 * @param close closes it
	 */
	private record Opened(OwnConnectionFactory factory, StatefulConnection<byte[], byte[]> driver, Runnable close) {

		static Opened shared(OwnConnectionFactory factory) {
			try (RedisConnection connection = factory.get().getConnection()) {
				return new Opened(factory, driver(connection), () -> factory.get().resetConnection());
			}
		}

		static Opened unshared(OwnConnectionFactory factory) {
			RedisConnection connection = factory.unshared().getConnection();
			try {
				return new Opened(factory, driver(connection), connection::close);
			}
			catch (Throwable ex) {
				connection.close();
				throw ex;
			}
		}

		@SuppressWarnings("unchecked")
		private static StatefulConnection<byte[], byte[]> driver(RedisConnection connection) {
			Object commands = connection.getNativeConnection();
			if (commands instanceof RedisAsyncCommands<?, ?> single) {
				return (StatefulConnection<byte[], byte[]>) single.getStatefulConnection();
			}
			if (commands instanceof RedisAdvancedClusterAsyncCommands<?, ?> cluster) {
				return (StatefulConnection<byte[], byte[]>) cluster.getStatefulConnection();
			}
			throw new IllegalStateException("Unknown connection: " + commands.getClass().getName());
		}

	}

}
