package io.github.leaderkit.store.redis;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.netty.util.concurrent.FastThreadLocalThread;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens and closes the connections of elections, on one thread: that waits for the
 * driver, which neither a thread of the driver nor a caller may do.
 *
 * <p>
 * The application may have been given another password or another Redis since. So after
 * some failures in a row the factory is derived anew from that of the application.
 * Between two attempts there is a pause, in which scripts fail as the last attempt did.
 */
final class OwnConnections implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(OwnConnections.class);

	private static final int KEEP_ALIVE_MILLIS = 200;

	private static final int FAILURES_UNTIL_DERIVED = 3;

	private static final int TIMEOUTS_OF_CLOSING = 4;

	private final Derivation derivation;

	private final Runnable onDerived;

	private final Duration timeout;

	private final LongSupplier nanoTime;

	private final ThreadPoolExecutor thread;

	private volatile OwnConnectionFactory factory;

	private volatile @Nullable Failure lastFailure;

	/**
	 * Derives a factory, without connecting.
	 * @param derivation derives one from that of the application as it then is
	 * @param onDerived run when connections made before have ended for another factory
	 * @param timeout the command timeout
	 * @param nanoTime the monotonic clock
	 */
	OwnConnections(Derivation derivation, Runnable onDerived, Duration timeout, LongSupplier nanoTime) {
		this(derivation, onDerived, timeout, nanoTime, Thread::new);
	}

	OwnConnections(Derivation derivation, Runnable onDerived, Duration timeout, LongSupplier nanoTime,
			ThreadFactory threads) {
		this.derivation = derivation;
		this.onDerived = onDerived;
		this.timeout = timeout;
		this.nanoTime = nanoTime;
		this.factory = derivation.derive();
		this.thread = new ThreadPoolExecutor(1, 1, KEEP_ALIVE_MILLIS, TimeUnit.MILLISECONDS,
				new LinkedBlockingQueue<>(), (task) -> {
					Thread thread = threads.newThread(task);
					thread.setName("leader-connection");
					thread.setDaemon(true);
					return thread;
				});
		this.thread.allowCoreThreadTimeOut(true);
	}

	/**
	 * The factory as it is now.
	 */
	OwnConnectionFactory factory() {
		return this.factory;
	}

	/**
	 * Runs a task on the thread that may wait for the driver.
	 */
	void execute(Runnable task) {
		this.thread.execute(task);
	}

	/**
	 * Why it makes no sense to connect at this moment.
	 * @return the last failure, or {@code null}
	 */
	@Nullable Throwable recentFailure() {
		Failure failure = this.lastFailure;
		return (failure != null && this.nanoTime.getAsLong() - failure.until() < 0) ? failure.cause() : null;
	}

	/**
	 * Opens a connection. To be called on the thread.
	 * @param opener opens it
	 * @return the connection
	 */
	<T> T open(Function<OwnConnectionFactory, T> opener) {
		try {
			T connection = opener.apply(this.factory);
			this.lastFailure = null;
			return connection;
		}
		catch (Throwable ex) {
			Failure failure = Failure.after(this.lastFailure, ex, this.nanoTime.getAsLong());
			this.lastFailure = failure;
			if (failure.inARow() % FAILURES_UNTIL_DERIVED == 0) {
				deriveAnew();
			}
			throw ex;
		}
	}

	/**
	 * Whether the driver would wait for itself if this thread waited for it.
	 */
	static boolean isThreadOfDriver() {
		return Thread.currentThread() instanceof FastThreadLocalThread;
	}

	/**
	 * The driver reports failures of a factory that is closed while it connects, so this
	 * is for a Redis that has changed, and not for one that is gone.
	 */
	private void deriveAnew() {
		try {
			if (!this.derivation.isOutdated()) {
				return;
			}
			OwnConnectionFactory before = this.factory;
			this.factory = this.derivation.derive();
			this.onDerived.run();
			before.close();
		}
		catch (Throwable ex) {
			logger.debug("The connection factory cannot be derived anew", ex);
		}
	}

	/**
	 * Closes all connections, and waits for that for some time, but not on a thread of
	 * the driver.
	 */
	@Override
	public void close() {
		try {
			Future<?> closing = this.thread.submit(() -> this.factory.close());
			this.thread.shutdown();
			if (!isThreadOfDriver()) {
				closing.get(this.timeout.multipliedBy(TIMEOUTS_OF_CLOSING).toNanos(), TimeUnit.NANOSECONDS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (Throwable ex) {
			logger.debug("Connections are not closed yet", ex);
		}
	}

	/**
	 * Derives a factory from that of the application as it is now.
	 */
	interface Derivation {

		OwnConnectionFactory derive();

		/**
		 * Whether the factory of the application has been started again since it was
		 * derived from. Then it may have another password or address.
		 */
		boolean isOutdated();

	}

	/**
	 * A failure to connect.
	 *
	 * @param cause why
	 * @param inARow how many there have been
	 * @param until when the next attempt may be made
	 */
	private record Failure(Throwable cause, int inARow, long until) {

		static Failure after(@Nullable Failure before, Throwable cause, long now) {
			int inARow = (before != null) ? before.inARow() + 1 : 1;
			return new Failure(cause, inARow, now + OwnConnectionFactory.reconnectDelay(inARow).toNanos());
		}

	}

}
