package io.github.leaderkit.store.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

import io.github.leaderkit.DurationText;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.store.LeaseStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts and lets a lease count only if enough replicas have it in time. Those that
 * are run together wait once.
 *
 * <p>
 * Waiting blocks the connection for everybody, so each run has one to itself. And the
 * server waits for what was written on the same connection: on another, which took its
 * place in between, nothing would have been written and every replica would have it.
 * Hence connections that do not reconnect.
 */
final class ReplicatedScripts implements ScriptRunner {

	private static final int TIMEOUTS_BETWEEN_CONNECTIONS = 3;

	private static final Set<ErrorKind> BROKEN = EnumSet.of(ErrorKind.UNREACHABLE, ErrorKind.READ_ONLY,
			ErrorKind.UNKNOWN);

	private static final Set<ErrorKind> WITHOUT_REPLICAS = EnumSet.of(ErrorKind.NOT_REPLICATED,
			ErrorKind.WRITES_REFUSED);

	private final DedicatedConnections connections;

	private final ScriptPipeline pipeline;

	private final Replication replication;

	private final Duration timeout;

	private final LongSupplier nanoTime;

	/**
	 * Creates a runner.
	 * @param connections where to run the scripts; closed with this
	 * @param replication how many replicas must have a lease
	 * @param timeout how long scripts and replicas may take together
	 * @param nanoTime the monotonic clock
	 */
	ReplicatedScripts(DedicatedConnections connections, Replication replication, Duration timeout,
			LongSupplier nanoTime) {
		this.connections = connections;
		this.pipeline = new ScriptPipeline(timeout);
		this.replication = replication;
		this.timeout = timeout;
		this.nanoTime = nanoTime;
	}

	@Override
	public List<ScriptOutcome> run(List<ScriptCall> calls) {
		long deadline = this.nanoTime.getAsLong() + this.timeout.toNanos();
		DedicatedConnection connection;
		try {
			connection = this.connections.take();
		}
		catch (RuntimeException ex) {
			return Collections.nCopies(calls.size(), ScriptOutcome.of(ex));
		}
		boolean reusable = false;
		try {
			List<ScriptOutcome> outcomes = new ArrayList<>(this.pipeline.run(calls, connection.nativeConnection()));
			if (IntStream.range(0, calls.size()).anyMatch((i) -> isLease(calls.get(i), outcomes.get(i)))) {
				Acknowledgement acknowledgement = awaitReplicas(connection, deadline);
				for (int i = 0; i < calls.size(); i++) {
					outcomes.set(i, judge(calls.get(i), outcomes.get(i), acknowledgement));
				}
			}
			reusable = isReusable(connection, outcomes);
			return outcomes;
		}
		finally {
			if (reusable) {
				this.connections.bringBack(connection);
			}
			else {
				connection.close();
			}
		}
	}

	@Override
	public void close() {
		this.connections.close();
	}

	/**
	 * Whether a connection leads where it should, as far as can be told from what came of
	 * scripts. A master that has lost its replicas may be one no more, but not each such
	 * time is worth a new connection: as many elections may try.
	 */
	private boolean isReusable(DedicatedConnection connection, List<ScriptOutcome> outcomes) {
		boolean old = this.nanoTime.getAsLong()
				- connection.openedAt() > this.timeout.multipliedBy(TIMEOUTS_BETWEEN_CONNECTIONS).toNanos();
		return outcomes.stream().noneMatch((outcome) -> leadsAstray(outcome.failure(), old));
	}

	private static boolean leadsAstray(@Nullable Throwable failure, boolean old) {
		if (failure == null) {
			return false;
		}
		ErrorKind kind = (failure instanceof LeaseStoreException lack) ? lack.kind() : RedisErrors.kindOf(failure);
		return BROKEN.contains(kind) || (old && WITHOUT_REPLICAS.contains(kind));
	}

	private static boolean isLease(ScriptCall call, ScriptOutcome outcome) {
		return call.script().isLease() && outcome.result() != null && LeaseReplies.isLeaseWritten(outcome.result());
	}

	private Acknowledgement awaitReplicas(DedicatedConnection connection, long deadline) {
		long most = Math.min(this.timeout.toNanos() / 2, deadline - this.nanoTime.getAsLong());
		// 0 would be for ever
		long millis = Math.max(Duration.ofNanos(most).toMillis(), 1);
		try {
			return new Acknowledgement(connection.awaitReplicas(this.replication.replicas(), millis,
					this.timeout.multipliedBy(2).toNanos()), millis, null);
		}
		catch (ExecutionException ex) {
			return new Acknowledgement(0, millis, (ex.getCause() != null) ? ex.getCause() : ex);
		}
		catch (TimeoutException | RuntimeException ex) {
			return new Acknowledgement(0, millis, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return new Acknowledgement(0, millis, ex);
		}
	}

	private ScriptOutcome judge(ScriptCall call, ScriptOutcome outcome, Acknowledgement acknowledgement) {
		if (!isLease(call, outcome) || acknowledgement.replicas() >= this.replication.replicas()) {
			return outcome;
		}
		Throwable failure = acknowledgement.failure();
		if (failure != null && RedisErrors.kindOf(failure) == ErrorKind.UNREACHABLE) {
			return ScriptOutcome.of(failure);
		}
		this.replication.shortfalls().increment();
		String message = "Redis did " + call.script().lowerCaseName() + " " + call.key() + ", but "
				+ ((failure != null) ? "does not tell which replicas have it: " + RedisErrors.rootMessage(failure)
						: acknowledgement.replicas() + " of " + this.replication.replicas()
								+ " replicas acknowledged it within "
								+ DurationText.of(Duration.ofMillis(acknowledgement.millis())));
		return ScriptOutcome.of(new LeaseStoreException(ErrorKind.NOT_REPLICATED, message, failure));
	}

	/**
	 * What is known of the replicas.
	 *
	 * @param replicas how many have what was written
	 * @param millis how long they were given
	 * @param failure why nothing is known, or {@code null}
	 */
	private record Acknowledgement(long replicas, long millis, @Nullable Throwable failure) {
	}

}
