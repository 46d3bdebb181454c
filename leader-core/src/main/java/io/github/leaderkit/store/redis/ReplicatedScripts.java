package io.github.leaderkit.store.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

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
			reusable = outcomes.stream().allMatch(ReplicatedScripts::isReliable);
			if (IntStream.range(0, calls.size()).anyMatch((i) -> isLease(calls.get(i), outcomes.get(i)))) {
				Acknowledgement acknowledgement = awaitReplicas(connection, deadline);
				reusable = reusable && acknowledgement.failure() == null;
				for (int i = 0; i < calls.size(); i++) {
					outcomes.set(i, judge(calls.get(i), outcomes.get(i), acknowledgement));
				}
			}
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
	 * Whether a connection on which this came of a script leads where it should.
	 */
	private static boolean isReliable(ScriptOutcome outcome) {
		if (outcome.failure() == null) {
			return true;
		}
		ErrorKind kind = RedisErrors.kindOf(outcome.failure());
		return kind != ErrorKind.UNREACHABLE && kind != ErrorKind.READ_ONLY && kind != ErrorKind.UNKNOWN;
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
								+ " replicas acknowledged it within " + acknowledgement.millis() + " ms");
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
