package io.github.leaderkit.store.redis;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.store.LeaseStoreException;
import io.lettuce.core.api.StatefulConnection;

/**
 * Lets a lease count only if enough replicas have it in time. Scripts that write leases
 * are sent together, and after them {@code WAIT}. Those that come before its answer are
 * sent next. Scripts that write no lease run on another connection, so that they need not
 * wait for replicas.
 *
 * <p>
 * {@code WAIT} counts what was written on the same connection. On one that took its place
 * in between, nothing was written, and every replica would count. So this connection is
 * its own and does not reconnect.
 */
final class ReplicatedScripts implements ScriptRunner, ScriptConnection.Listener {

	private static final int TIMEOUTS_BETWEEN_CONNECTIONS = 3;

	private static final Set<ErrorKind> BROKEN = EnumSet.of(ErrorKind.UNREACHABLE, ErrorKind.READ_ONLY,
			ErrorKind.UNKNOWN);

	private static final Set<ErrorKind> WITHOUT_REPLICAS = EnumSet.of(ErrorKind.NOT_REPLICATED,
			ErrorKind.WRITES_REFUSED);

	private final ScriptConnection connection;

	private final WaitingScripts waiting;

	private final KeySharing sharing;

	private final PipelinedScripts others;

	private final Replication replication;

	private final Duration timeout;

	private final LongSupplier nanoTime;

	/**
	 * Whether a flush is under way or is about to be. The thread that sets it goes on
	 * until there is nothing left to send, and alone uses the fields below.
	 */
	private final AtomicBoolean busy = new AtomicBoolean();

	private final Set<LeaseScript> known = EnumSet.noneOf(LeaseScript.class);

	private List<ScriptBatch> again = List.of();

	private long connectedAt;

	/**
	 * Creates a runner, without connecting.
	 * @param connections where its connection comes from
	 * @param sharing which keys share a command
	 * @param others runs what writes no lease
	 * @param replication how many replicas must have a lease
	 * @param timeout how long scripts and replicas may take together
	 * @param nanoTime the monotonic clock
	 */
	ReplicatedScripts(OwnConnections connections, KeySharing sharing, PipelinedScripts others, Replication replication,
			Duration timeout, LongSupplier nanoTime) {
		this.connection = ScriptConnection.unshared(connections, this);
		this.waiting = new WaitingScripts(timeout);
		this.sharing = sharing;
		this.others = others;
		this.replication = replication;
		this.timeout = timeout;
		this.nanoTime = nanoTime;
	}

	@Override
	public void run(List<ScriptTask> tasks) {
		List<ScriptTask> leases = tasks.stream().filter(ReplicatedScripts::isLease).toList();
		try {
			this.others.run(tasks.stream().filter((task) -> !isLease(task)).toList());
			if (!leases.isEmpty()) {
				this.waiting.add(leases);
				begin();
			}
		}
		catch (Throwable ex) {
			tasks.forEach((task) -> task.fail(ex));
		}
	}

	@Override
	public void onConnected() {
		this.connectedAt = this.nanoTime.getAsLong();
		this.known.clear();
		proceed();
	}

	@Override
	public void onConnectFailed(Throwable failure) {
		List<ScriptBatch> again = this.again;
		this.again = List.of();
		again.forEach((batch) -> batch.fail(failure));
		this.waiting.failAll(failure);
		end();
	}

	@Override
	public void close() {
		// the connections end with their factories
	}

	private void begin() {
		if (!this.waiting.isEmpty() && this.busy.compareAndSet(false, true)) {
			proceed();
		}
	}

	private void end() {
		this.busy.set(false);
		// What came in between has found it busy
		begin();
	}

	private void proceed() {
		if (this.again.isEmpty() && this.waiting.isEmpty()) {
			end();
			return;
		}
		StatefulConnection<byte[], byte[]> driver = this.connection.current();
		if (driver != null && driver.isOpen()) {
			flush(driver);
		}
		else {
			this.connection.drop();
			this.connection.connect();
		}
	}

	private void flush(StatefulConnection<byte[], byte[]> driver) {
		List<ScriptBatch> again = this.again;
		this.again = List.of();
		List<ScriptTask> tasks = this.waiting.takeAll();
		try {
			LeaseFlush flush = new LeaseFlush(this.replication, this.sharing, this.timeout);
			again.forEach(flush::add);
			this.sharing.batches(tasks, false)
				.forEach((batch) -> flush.add(isKnown(batch.script()) ? batch : batch.withText()));
			flush.send(driver, () -> finish(flush));
		}
		catch (Throwable ex) {
			again.forEach((batch) -> batch.fail(ex));
			tasks.forEach((task) -> task.fail(ex));
			end();
		}
	}

	/**
	 * Whether a script may be sent by its digest. The first run is sent with the text: if
	 * the server did not know the digest, the script would be sent again only after
	 * {@code WAIT}.
	 */
	private boolean isKnown(LeaseScript script) {
		return !this.known.add(script);
	}

	private void finish(LeaseFlush flush) {
		try {
			this.again = flush.again();
			if (leadsAstray(flush.complete())) {
				this.connection.drop();
			}
		}
		catch (Throwable ex) {
			flush.fail(ex);
		}
		proceed();
	}

	/**
	 * Whether failures show that the connection leads to the wrong server. A master that
	 * lacks replicas may be no master any more, but with many elections that happens
	 * often: it only counts if the connection is old enough.
	 */
	private boolean leadsAstray(List<Throwable> failures) {
		boolean old = this.nanoTime.getAsLong()
				- this.connectedAt > this.timeout.multipliedBy(TIMEOUTS_BETWEEN_CONNECTIONS).toNanos();
		boolean astray = false;
		for (Throwable failure : failures) {
			ErrorKind kind = (failure instanceof LeaseStoreException lack) ? lack.kind() : RedisErrors.kindOf(failure);
			if (kind == ErrorKind.READ_ONLY) {
				this.others.onReadOnly(failure);
			}
			astray |= BROKEN.contains(kind) || (old && WITHOUT_REPLICAS.contains(kind));
		}
		return astray;
	}

	private static boolean isLease(ScriptTask task) {
		return task.call().script().isLease();
	}

}
