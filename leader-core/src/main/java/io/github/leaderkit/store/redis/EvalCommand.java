package io.github.leaderkit.store.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import org.jspecify.annotations.Nullable;

/**
 * A script on its way to the server, by its digest or by its text. The driver completes
 * it on a thread of its own, at the command timeout at the latest.
 */
final class EvalCommand extends AsyncCommand<byte[], byte[], List<Object>> {

	private final CompletableFuture<ScriptOutcome> outcome;

	private EvalCommand(CommandType type, ScriptCall call, Runnable answered) {
		super(new Command<>(type, new AnswerOutput(answered), arguments(type, call)));
		this.outcome = handle(EvalCommand::outcome);
	}

	/**
	 * Creates a command.
	 * @param call the script
	 * @param known whether the server is thought to know the text of the script
	 * @param answered run when the server has answered, if that is too late as well
	 * @return the command
	 */
	static EvalCommand of(ScriptCall call, boolean known, Runnable answered) {
		return new EvalCommand(known ? CommandType.EVALSHA : CommandType.EVAL, call, answered);
	}

	/**
	 * What came of the script. Never completed exceptionally.
	 */
	CompletableFuture<ScriptOutcome> outcome() {
		return this.outcome;
	}

	private static ScriptOutcome outcome(@Nullable List<Object> values, @Nullable Throwable failure) {
		if (failure != null) {
			return ScriptOutcome.of(failure);
		}
		try {
			return (values != null) ? ScriptOutcome.of(decode(values))
					: ScriptOutcome.of(new IllegalStateException("No result"));
		}
		catch (Throwable ex) {
			return ScriptOutcome.of(ex);
		}
	}

	private static CommandArgs<byte[], byte[]> arguments(CommandType type, ScriptCall call) {
		CommandArgs<byte[], byte[]> arguments = new CommandArgs<>(ByteArrayCodec.INSTANCE);
		arguments.add((type == CommandType.EVALSHA) ? call.script().sha1() : call.script().text());
		arguments.add(1).addKey(call.key().getBytes(StandardCharsets.UTF_8));
		for (String argument : call.arguments()) {
			arguments.addValue(argument.getBytes(StandardCharsets.UTF_8));
		}
		return arguments;
	}

	private static List<Object> decode(List<Object> values) {
		List<Object> decoded = new ArrayList<>(values.size());
		for (Object value : values) {
			decoded.add(decode(value));
		}
		return decoded;
	}

	private static Object decode(Object value) {
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
