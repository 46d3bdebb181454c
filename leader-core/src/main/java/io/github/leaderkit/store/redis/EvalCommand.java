package io.github.leaderkit.store.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.leaderkit.store.redis.ScriptBatch.Form;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import org.jspecify.annotations.Nullable;

/**
 * A script on its way to the server for one or more keys, by its digest or by its text.
 * The driver completes it on a thread of its own, at the command timeout at the latest.
 */
final class EvalCommand extends AsyncCommand<byte[], byte[], List<Object>> {

	private final CompletableFuture<BatchOutcome> outcome;

	private EvalCommand(CommandType type, ScriptBatch batch, Runnable answered) {
		super(new Command<>(type, new AnswerOutput(answered), arguments(type, batch)));
		int keys = batch.tasks().size();
		this.outcome = handle((answers, failure) -> outcome(answers, failure, keys));
	}

	/**
	 * Creates a command.
	 * @param batch the runs of the script
	 * @param answered run when the server has answered, if that is too late as well
	 * @return the command
	 */
	static EvalCommand of(ScriptBatch batch, Runnable answered) {
		return new EvalCommand((batch.form() == Form.TEXT) ? CommandType.EVAL : CommandType.EVALSHA, batch, answered);
	}

	/**
	 * The outcome of the runs. Never completed exceptionally.
	 */
	CompletableFuture<BatchOutcome> outcome() {
		return this.outcome;
	}

	private static BatchOutcome outcome(@Nullable List<Object> answers, @Nullable Throwable failure, int keys) {
		if (failure != null) {
			return BatchOutcome.of(failure, keys);
		}
		try {
			return (answers != null) ? BatchOutcome.of(decode(answers), keys)
					: BatchOutcome.of(new IllegalStateException("No result"), keys);
		}
		catch (Throwable ex) {
			return BatchOutcome.of(ex, keys);
		}
	}

	private static CommandArgs<byte[], byte[]> arguments(CommandType type, ScriptBatch batch) {
		LeaseScript script = batch.script();
		CommandArgs<byte[], byte[]> arguments = new CommandArgs<>(ByteArrayCodec.INSTANCE);
		arguments.add((type == CommandType.EVALSHA) ? script.sha1() : script.text()).add(batch.tasks().size());
		for (ScriptTask task : batch.tasks()) {
			arguments.addKey(task.call().key().getBytes(StandardCharsets.UTF_8));
		}
		for (ScriptTask task : batch.tasks()) {
			for (String argument : task.call().arguments()) {
				arguments.addValue(argument.getBytes(StandardCharsets.UTF_8));
			}
		}
		return arguments;
	}

	private static List<Object> decode(List<?> values) {
		List<Object> decoded = new ArrayList<>(values.size());
		for (Object value : values) {
			decoded.add(decode(value));
		}
		return decoded;
	}

	private static Object decode(Object value) {
		if (value instanceof List<?> values) {
			return decode(values);
		}
		return (value instanceof byte[] bytes) ? new String(bytes, StandardCharsets.UTF_8) : value;
	}

	/**
	 * Is also given the answer to a command that has timed out.
	 */
	private static final class AnswerOutput extends NestedMultiOutput<byte[], byte[]> {

		private final Runnable answered;

		AnswerOutput(Runnable answered) {
			super(ByteArrayCodec.INSTANCE);
			this.answered = answered;
		}

		@Override
		public void multi(int count) {
			this.answered.run();
			super.multi(count);
		}

		@Override
		public void setError(ByteBuffer error) {
			this.answered.run();
			super.setError(error);
		}

	}

}
