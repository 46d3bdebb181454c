package io.github.leaderkit.store.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;

/**
 * Scripts that may write leases, sent together with the {@code WAIT} that asks how many
 * replicas have what they wrote. A script that has written no lease is completed as soon
 * as it is answered, the others after {@code WAIT}.
 */
final class LeaseFlush {

	private final Replication replication;

	private final KeySharing sharing;

	private final List<Sent> sent = new ArrayList<>();

	private final long millis;

	private final AsyncCommand<byte[], byte[], Long> wait;

	private final CompletableFuture<Acknowledgement> acknowledgement;

	/**
	 * Creates an empty flush.
	 * @param replication how many replicas must have a lease
	 * @param sharing learns what came of batches
	 * @param timeout the command timeout, half of which is given to replicas
	 */
	LeaseFlush(Replication replication, KeySharing sharing, Duration timeout) {
		this.replication = replication;
		this.sharing = sharing;
		// 0 would wait for ever
		this.millis = Math.max(timeout.dividedBy(2).toMillis(), 1);
		this.wait = new AsyncCommand<>(new Command<>(CommandType.WAIT, new IntegerOutput<>(ByteArrayCodec.INSTANCE),
				new CommandArgs<>(ByteArrayCodec.INSTANCE).add(replication.replicas()).add(this.millis)));
		this.acknowledgement = this.wait
			.handle((replicas, failure) -> new Acknowledgement((failure != null) ? 0 : replicas, this.millis, failure));
	}

	void add(ScriptBatch batch) {
		Sent added = new Sent(batch, EvalCommand.of(batch, () -> {
		}));
		added.outcome().thenAccept((outcome) -> answered(batch, outcome));
		this.sent.add(added);
	}

	/**
	 * Sends all.
	 * @param driver the connection
	 * @param onEnd run when all has been answered or has failed
	 */
	void send(StatefulConnection<byte[], byte[]> driver, Runnable onEnd) {
		List<RedisCommand<byte[], byte[], ?>> commands = new ArrayList<>();
		this.sent.forEach((each) -> commands.add(each.command()));
		commands.add(this.wait);
		// Each times out by itself, so they do not end in the order of the connection
		CompletableFuture
			.allOf(Stream.concat(this.sent.stream().map(Sent::outcome), Stream.of(this.acknowledgement))
				.toArray(CompletableFuture[]::new))
			.thenRun(onEnd);
		try {
			driver.dispatch(commands);
		}
		catch (Throwable ex) {
			commands.forEach((command) -> command.completeExceptionally(ex));
		}
	}

	/**
	 * Completes what has written no lease.
	 */
	private void answered(ScriptBatch batch, BatchOutcome outcome) {
		this.sharing.observe(batch, outcome);
		if (!batch.again(outcome, false).isEmpty()) {
			return;
		}
		for (int i = 0; i < batch.tasks().size(); i++) {
			if (!isWritten(outcome.each().get(i))) {
				batch.tasks().get(i).complete(outcome.each().get(i));
			}
		}
	}

	/**
	 * The batches to be sent again. To be called after the end.
	 */
	List<ScriptBatch> again() {
		List<ScriptBatch> again = new ArrayList<>();
		this.sent.forEach((each) -> again.addAll(each.again()));
		return again;
	}

	/**
	 * Completes all that is not to be sent again. To be called after the end.
	 * @return what failed
	 */
	List<Throwable> complete() {
		List<Throwable> failures = new ArrayList<>();
		for (Sent each : this.sent) {
			if (each.again().isEmpty()) {
				complete(each, failures);
			}
		}
		return failures;
	}

	private void complete(Sent sent, List<Throwable> failures) {
		Acknowledgement known = this.acknowledgement.join();
		BatchOutcome answered = sent.outcome().join();
		for (int i = 0; i < answered.each().size(); i++) {
			ScriptTask task = sent.batch().tasks().get(i);
			ScriptOutcome outcome = answered.each().get(i);
			ScriptOutcome judged = isWritten(outcome) ? known.judge(task.call(), outcome, this.replication) : outcome;
			task.complete(judged);
			if (judged.failure() != null) {
				failures.add(judged.failure());
			}
		}
	}

	/**
	 * Ends what is not completed yet.
	 */
	void fail(Throwable failure) {
		this.sent.forEach((each) -> each.batch().fail(failure));
	}

	private static boolean isWritten(ScriptOutcome outcome) {
		return outcome.result() != null && LeaseReplies.isLeaseWritten(outcome.result());
	}

	/**
	 * What was sent.
	 *
	 * @param batch the runs of a script
	 * @param command their command
	 */
	private record Sent(ScriptBatch batch, EvalCommand command) {

		CompletableFuture<BatchOutcome> outcome() {
			return this.command.outcome();
		}

		List<ScriptBatch> again() {
			return this.batch.again(outcome().join(), false);
		}

	}

}
