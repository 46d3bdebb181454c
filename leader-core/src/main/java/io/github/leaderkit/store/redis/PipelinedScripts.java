package io.github.leaderkit.store.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;

/**
 * Runs scripts on one connection of Lettuce, without waiting: those that come together
 * are written together, the same script with many keys as one command, and each is
 * completed by the driver when its answer comes or its time is up. Those that come before
 * there is a connection wait for it.
 *
 * <p>
 * This uses the driver directly, since a pipeline of Spring Data opens a connection for
 * each run and loses which of the commands failed, and why.
 */
final class PipelinedScripts implements ScriptRunner, ScriptConnection.Listener {

	private final Map<LeaseScript, Long> textsSent = new ConcurrentHashMap<>();

	private final KeySharing sharing;

	private final ScriptConnection connection;

	private final WaitingScripts waiting;

	private final ConnectionResets resets;

	private final LongSupplier nanoTime;

	private final Resetting resetting;

	/**
	 * Creates a runner, without connecting.
	 * @param connections where its connection comes from
	 * @param sharing which keys share a command
	 * @param waiting where scripts wait while it connects
	 * @param resets decides when another connection is needed
	 * @param nanoTime the monotonic clock
	 * @param resetting called when that is the case
	 */
	PipelinedScripts(OwnConnections connections, KeySharing sharing, WaitingScripts waiting, ConnectionResets resets,
			LongSupplier nanoTime, Resetting resetting) {
		this.connection = ScriptConnection.shared(connections, this);
		this.sharing = sharing;
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
				write(driver, this.sharing.batches(tasks, isCluster(driver)));
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
	 * Takes note that another connection to the same Redis leads to a replica.
	 */
	void onReadOnly(Throwable failure) {
		observe(failure, this.nanoTime.getAsLong());
	}

	@Override
	public void close() {
		// the connection ends with its factory
	}

	private void write(StatefulConnection<byte[], byte[]> driver, List<ScriptBatch> batches) {
		try {
			long sent = this.nanoTime.getAsLong();
			List<EvalCommand> commands = new ArrayList<>(batches.size());
			for (ScriptBatch batch : batches) {
				commands.add(command(driver, (batches.size() > 1) ? introduced(batch, sent) : batch, sent));
			}
			dispatch(driver, commands);
		}
		catch (Throwable ex) {
			batches.forEach((batch) -> batch.fail(ex));
		}
	}

	/**
	 * Of many, the first of each script is sent with its text, for all that follow. A
	 * single one is sent by its digest, so that a lack of permission for that shows at
	 * once.
	 */
	private ScriptBatch introduced(ScriptBatch batch, long now) {
		return (this.textsSent.putIfAbsent(batch.script(), now) == null) ? batch.withText() : batch;
	}

	private EvalCommand command(StatefulConnection<byte[], byte[]> driver, ScriptBatch batch, long now) {
		if (batch.form() == ScriptBatch.Form.TEXT) {
			this.textsSent.put(batch.script(), now);
		}
		EvalCommand command = EvalCommand.of(batch, this.resets::onAnswer);
		command.outcome().thenAccept((outcome) -> finish(driver, batch, outcome, now));
		return command;
	}

	/**
	 * In a cluster one by one: all at once, the driver would wait here until it is
	 * connected to each node, and a node that is down would take those after it with it.
	 */
	private static void dispatch(StatefulConnection<byte[], byte[]> driver, List<EvalCommand> commands) {
		if (isCluster(driver)) {
			commands.forEach((command) -> dispatch(driver, command));
		}
		else {
			driver.dispatch(commands);
		}
	}

	private static boolean isCluster(StatefulConnection<byte[], byte[]> driver) {
		return driver instanceof StatefulRedisClusterConnection<?, ?>;
	}

	private static void dispatch(StatefulConnection<byte[], byte[]> driver, EvalCommand command) {
		try {
			driver.dispatch(command);
		}
		catch (RuntimeException ex) {
			command.completeExceptionally(ex);
		}
	}

	private void finish(StatefulConnection<byte[], byte[]> driver, ScriptBatch batch, BatchOutcome outcome, long sent) {
		List<ScriptBatch> again = List.of();
		try {
			this.sharing.observe(batch, outcome);
			again = batch.again(outcome, isTextSentSince(driver, batch.script(), sent));
			if (again.isEmpty()) {
				outcome.each().forEach((each) -> observe(each, sent));
			}
			else {
				write(driver, again);
			}
		}
		finally {
			if (again.isEmpty()) {
				batch.complete(outcome);
			}
		}
	}

	/**
	 * If the server has forgotten a script, the first of many brings the text again. In a
	 * cluster it may go to another node than the rest.
	 */
	private boolean isTextSentSince(StatefulConnection<byte[], byte[]> driver, LeaseScript script, long time) {
		Long sent = this.textsSent.get(script);
		return sent != null && sent - time >= 0 && !isCluster(driver);
	}

	private void observe(ScriptOutcome outcome, long sent) {
		if (outcome.failure() == null) {
			this.resets.onSuccess();
		}
		else {
			observe(outcome.failure(), sent);
		}
	}

	private void observe(Throwable failure, long sent) {
		if (this.resets.onFailure(RedisErrors.kindOf(failure), sent, this.nanoTime.getAsLong())) {
			this.connection.drop();
			this.resetting.onReset(failure, this.resets.isFirst());
		}
	}

	/**
	 * Called when the connection is to be replaced.
	 */
	@FunctionalInterface
	interface Resetting {

		/**
		 * The connection is replaced.
		 * @param failure why
		 * @param first whether this did not also happen a short time ago
		 */
		void onReset(Throwable failure, boolean first);

	}

}
