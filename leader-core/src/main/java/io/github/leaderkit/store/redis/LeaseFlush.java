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
 * Scripts that may write leases and the question how many replicas have what they wrote,
 * sent together. What has written no lease is completed as soon as it is answered, the
 * rest when the replicas are known as well.
 */
final class LeaseFlush {

	private final Replication replication;

	private final List<Sent> sent = new ArrayList<>();

	private final long millis;

	private final AsyncCommand<byte[], byte[], Long> wait;

	private final CompletableFuture<Acknowledgement> acknowledgement;

	/**
	 * Creates an empty flush.
	 * @param replication how many replicas must have a lease
	 * @param timeout the command timeout, half of which is given to replicas
	 */
	LeaseFlush(Replication replication, Duration timeout) {
		this.replication = replication;
		// 0 would be for ever
		this.millis = Math.max(timeout.dividedBy(2).toMillis(), 1);
		this.wait = new AsyncCommand<>(new Command<>(CommandType.WAIT, new IntegerOutput<>(ByteArrayCodec.INSTANCE),
				new CommandArgs<>(ByteArrayCodec.INSTANCE).add(replication.replicas()).add(this.millis)));
		this.acknowledgement = this.wait
			.handle((replicas, failure) -> new Acknowledgement((failure != null) ? 0 : replicas, this.millis, failure));
	}

	/**
	 * Adds a script.
	 * @param task the script
	 * @param known whether the server is thought to know its text
	 */
	void add(ScriptTask task, boolean known) {
		Sent added = new Sent(task, EvalCommand.of(task.call(), known, () -> {
		}), known);
		added.outcome().thenAccept((outcome) -> completeWithoutLease(added, outcome));
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
		// Each ends by itself, and at a timeout not in the order of the connection
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

	private static void completeWithoutLease(Sent sent, ScriptOutcome outcome) {
		if (!isWritten(outcome) && !sent.isUnknown(outcome)) {
			sent.task().complete(outcome);
		}
	}

	/**
	 * The scripts whose text the server does not know. To be called after the end.
	 */
	List<ScriptTask> unknown() {
		return this.sent.stream().filter((each) -> each.isUnknown(each.outcome().join())).map(Sent::task).toList();
	}

	/**
	 * Completes all others. To be called after the end.
	 * @return what failed
	 */
	List<Throwable> complete() {
		Acknowledgement acknowledgement = this.acknowledgement.join();
		List<Throwable> failures = new ArrayList<>();
		for (Sent each : this.sent) {
			ScriptOutcome outcome = each.outcome().join();
			if (!each.isUnknown(outcome)) {
				ScriptOutcome judged = isWritten(outcome)
						? acknowledgement.judge(each.task().call(), outcome, this.replication) : outcome;
				each.task().complete(judged);
				if (judged.failure() != null) {
					failures.add(judged.failure());
				}
			}
		}
		return failures;
	}

	/**
	 * Ends what is not completed yet.
	 */
	void fail(Throwable failure) {
		this.sent.forEach((each) -> each.task().fail(failure));
	}

	private static boolean isWritten(ScriptOutcome outcome) {
		return outcome.result() != null && LeaseReplies.isLeaseWritten(outcome.result());
	}

	/**
	 * A script of a flush.
	 *
	 * @param task the script
	 * @param command its command
	 * @param known whether the server was thought to know its text
	 */
	private record Sent(ScriptTask task, EvalCommand command, boolean known) {

		CompletableFuture<ScriptOutcome> outcome() {
			return this.command.outcome();
		}

		boolean isUnknown(ScriptOutcome outcome) {
			return this.known && outcome.failure() != null && RedisErrors.isUnknownScript(outcome.failure());
		}

	}

}
