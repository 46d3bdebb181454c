package io.github.leaderkit.store.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;

/**
 * Runs scripts on one connection of Lettuce, without waiting: those that come together
 * are written together, and each is completed by the driver when its answer comes or its
 * time is up. Those that come before there is a connection wait for it.
 *
 * <p>
 * This uses the driver directly, since a pipeline of Spring Data opens a connection for
 * each run and loses which of the commands failed by what.
 */
final class PipelinedScripts implements ScriptRunner, ScriptConnection.Listener {

	private final ScriptConnection connection;

	private final WaitingScripts waiting;

	private final ConnectionResets resets;

	private final LongSupplier nanoTime;

	private final Resetting resetting;

	/**
	 * Creates a runner, without connecting.
	 * @param connections where its connection comes from
	 * @param waiting where scripts wait while it connects
	 * @param resets decides when another connection is needed
	 * @param nanoTime the monotonic clock
	 * @param resetting told when that is the case
	 */
	PipelinedScripts(OwnConnections connections, WaitingScripts waiting, ConnectionResets resets, LongSupplier nanoTime,
			Resetting resetting) {
		this.connection = ScriptConnection.shared(connections, this);
		this.waiting = waiting;
		this.resets = resets;
		this.nanoTime = nanoTime;
		this.resetting = resetting;
	}

	@Override
	public void run(List<ScriptTask> tasks) {
		if (tasks.isEmpty()) {
			return;
		}
		try {
			StatefulConnection<byte[], byte[]> driver = this.connection.current();
			if (driver != null) {
				write(driver, tasks, true);
			}
			else {
				this.waiting.add(tasks);
				this.connection.connect();
			}
		}
		catch (Throwable ex) {
			tasks.forEach((task) -> task.fail(ex));
		}
	}

	@Override
	public void onConnected() {
		run(this.waiting.takeAll());
	}

	@Override
	public void onConnectFailed(Throwable failure) {
		this.waiting.failAll(failure);
	}

	/**
	 * Takes note that another connection of ours leads to a replica.
	 */
	void onReadOnly(Throwable failure) {
		observe(failure, this.nanoTime.getAsLong());
	}

	@Override
	public void close() {
		// the connection ends with its factory
	}

	private void write(StatefulConnection<byte[], byte[]> driver, List<ScriptTask> tasks, boolean known) {
		try {
			long sent = this.nanoTime.getAsLong();
			List<EvalCommand> commands = new ArrayList<>(tasks.size());
			for (ScriptTask task : tasks) {
				EvalCommand command = EvalCommand.of(task.call(), known, this.resets::onAnswer);
				command.outcome().thenAccept((outcome) -> finish(driver, task, known, outcome, sent));
				commands.add(command);
			}
			dispatch(driver, commands);
		}
		catch (Throwable ex) {
			tasks.forEach((task) -> task.fail(ex));
		}
	}

	/**
	 * In a cluster one by one: all at once, the driver would wait here until it is
	 * connected to each node, and a node that is down would take those after it with it.
	 */
	private static void dispatch(StatefulConnection<byte[], byte[]> driver, List<EvalCommand> commands) {
		if (driver instanceof StatefulRedisClusterConnection<?, ?>) {
			commands.forEach((command) -> dispatch(driver, command));
		}
		else {
			driver.dispatch(commands);
		}
	}

	private static void dispatch(StatefulConnection<byte[], byte[]> driver, EvalCommand command) {
		try {
			driver.dispatch(command);
		}
		catch (RuntimeException ex) {
			command.completeExceptionally(ex);
		}
	}

	private void finish(StatefulConnection<byte[], byte[]> driver, ScriptTask task, boolean known,
			ScriptOutcome outcome, long sent) {
		Throwable failure = outcome.failure();
		if (failure != null && known && RedisErrors.isUnknownScript(failure)) {
			write(driver, List.of(task), false);
			return;
		}
		try {
			if (failure == null) {
				this.resets.onSuccess();
			}
			else {
				observe(failure, sent);
			}
		}
		finally {
			task.complete(outcome);
		}
	}

	private void observe(Throwable failure, long sent) {
		if (this.resets.onFailure(RedisErrors.kindOf(failure), sent, this.nanoTime.getAsLong())) {
			this.connection.drop();
			this.resetting.onReset(failure, this.resets.isFirst());
		}
	}

	/**
	 * Told that the connection is to be replaced.
	 */
	@FunctionalInterface
	interface Resetting {

		/**
		 * It is replaced.
		 * @param failure why
		 * @param first whether this did not also happen a short time ago
		 */
		void onReset(Throwable failure, boolean first);

	}

}
