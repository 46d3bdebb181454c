package io.github.leaderkit.store.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;

/**
 * Runs many scripts in the time of one: all are written at once to a connection (in a
 * cluster each to the node of its key), and then their answers are awaited.
 *
 * <p>
 * This uses the driver directly, since a pipeline of Spring Data opens a connection for
 * each run and loses which of the commands failed by what.
 */
final class ScriptPipeline {

	private final Duration timeout;

	ScriptPipeline(Duration timeout) {
		this.timeout = timeout;
	}

	/**
	 * Runs scripts.
	 * @param calls the scripts
	 * @param nativeConnection the connection, of the driver
	 * @return what came of each, in the same order
	 */
	List<ScriptOutcome> run(List<ScriptCall> calls, Object nativeConnection) {
		List<ScriptOutcome> outcomes = new ArrayList<>(run(calls, nativeConnection, CommandType.EVALSHA));
		List<Integer> unknown = new ArrayList<>();
		for (int i = 0; i < calls.size(); i++) {
			Throwable failure = outcomes.get(i).failure();
			if (failure != null && RedisErrors.isUnknownScript(failure)) {
				unknown.add(i);
			}
		}
		if (!unknown.isEmpty()) {
			List<ScriptOutcome> again = run(unknown.stream().map(calls::get).toList(), nativeConnection,
					CommandType.EVAL);
			for (int i = 0; i < unknown.size(); i++) {
				outcomes.set(unknown.get(i), again.get(i));
			}
		}
		return outcomes;
	}

	private List<ScriptOutcome> run(List<ScriptCall> calls, Object nativeConnection, CommandType type) {
		List<EvalCommand> commands = calls.stream().map((call) -> new EvalCommand(type, call)).toList();
		try {
			dispatch(nativeConnection, commands);
		}
		catch (RuntimeException ex) {
			commands.forEach((command) -> command.completeExceptionally(ex));
		}
		long deadline = this.timeout.toNanos() * 2;
		return commands.stream().map((command) -> await(command, deadline)).toList();
	}

	private static void dispatch(Object nativeConnection, List<EvalCommand> commands) {
		if (nativeConnection instanceof RedisAsyncCommands<?, ?> async) {
			connection(async.getStatefulConnection()).dispatch(commands);
		}
		else if (nativeConnection instanceof RedisAdvancedClusterAsyncCommands<?, ?> async) {
			// One by one: all at once, a node that is down would take those after it with
			// it
			commands.forEach(connection(async.getStatefulConnection())::dispatch);
		}
		else {
			throw new IllegalStateException("Unknown connection: " + nativeConnection.getClass().getName());
		}
	}

	@SuppressWarnings("unchecked")
	private static StatefulConnection<byte[], byte[]> connection(StatefulConnection<?, ?> connection) {
		return (StatefulConnection<byte[], byte[]>) connection;
	}

	/**
	 * The driver ends every command at the command timeout; the limit here is only there
	 * so that nothing can hang.
	 */
	private static ScriptOutcome await(EvalCommand command, long limitNanos) {
		try {
			return ScriptOutcome
				.of(command.get(limitNanos, TimeUnit.NANOSECONDS).stream().map(EvalCommand::decode).toList());
		}
		catch (ExecutionException ex) {
			return ScriptOutcome.of((ex.getCause() != null) ? ex.getCause() : ex);
		}
		catch (TimeoutException ex) {
			return ScriptOutcome.of(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return ScriptOutcome.of(ex);
		}
	}

	private static final class EvalCommand extends AsyncCommand<byte[], byte[], List<Object>> {

		EvalCommand(CommandType type, ScriptCall call) {
			super(new Command<>(type, new NestedMultiOutput<>(ByteArrayCodec.INSTANCE), arguments(type, call)));
		}

		private static CommandArgs<byte[], byte[]> arguments(CommandType type, ScriptCall call) {
			CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE);
			args.add((type == CommandType.EVALSHA) ? call.script().sha1() : call.script().text());
			args.add(1).addKey(call.key().getBytes(StandardCharsets.UTF_8));
			call.arguments().forEach((argument) -> args.addValue(argument.getBytes(StandardCharsets.UTF_8)));
			return args;
		}

		private static Object decode(Object value) {
			return (value instanceof byte[] bytes) ? new String(bytes, StandardCharsets.UTF_8) : value;
		}

	}

}
