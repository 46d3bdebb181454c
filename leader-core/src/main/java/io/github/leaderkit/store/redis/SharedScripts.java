package io.github.leaderkit.store.redis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.github.leaderkit.ErrorKind;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;

/**
 * Runs scripts on the connection that a connection factory shares among all its users.
 */
final class SharedScripts implements ScriptRunner {

	private final RedisConnectionFactory factory;

	private final RedisTemplate<String, String> template;

	private final @Nullable ScriptPipeline pipeline;

	/**
	 * Creates a runner.
	 * @param factory has the connection
	 * @param pipeline runs several scripts at once, or {@code null} if that cannot be
	 */
	SharedScripts(RedisConnectionFactory factory, @Nullable ScriptPipeline pipeline) {
		this.factory = factory;
		this.template = template(factory);
		this.pipeline = pipeline;
	}

	@Override
	public List<ScriptOutcome> run(List<ScriptCall> calls) {
		return (this.pipeline != null && calls.size() > 1) ? run(calls, this.pipeline) : executeAll(calls);
	}

	@Override
	public void close() {
		// the factory has the connection
	}

	private List<ScriptOutcome> run(List<ScriptCall> calls, ScriptPipeline pipeline) {
		try (RedisConnection connection = this.factory.getConnection()) {
			return pipeline.run(calls, connection.getNativeConnection());
		}
		catch (RuntimeException ex) {
			return Collections.nCopies(calls.size(), ScriptOutcome.of(ex));
		}
	}

	private ScriptOutcome execute(ScriptCall call) {
		try {
			return ScriptOutcome.of(this.template.execute(call.script().script(), RedisSerializer.string(),
					resultSerializer(), List.of(call.key()), call.arguments().toArray()));
		}
		catch (RuntimeException ex) {
			return ScriptOutcome.of(ex);
		}
	}

	/**
	 * One after the other. After one without an answer the others would but wait as long.
	 */
	private List<ScriptOutcome> executeAll(List<ScriptCall> calls) {
		List<ScriptOutcome> outcomes = new ArrayList<>(calls.size());
		ScriptOutcome silent = null;
		for (ScriptCall call : calls) {
			ScriptOutcome outcome = (silent != null) ? silent : execute(call);
			outcomes.add(outcome);
			if (outcome.failure() != null && RedisErrors.kindOf(outcome.failure()) == ErrorKind.UNREACHABLE) {
				silent = outcome;
			}
		}
		return outcomes;
	}

	private static RedisTemplate<String, String> template(RedisConnectionFactory factory) {
		RedisTemplate<String, String> template = new CheckedTemplate();
		template.setConnectionFactory(factory);
		template.setDefaultSerializer(RedisSerializer.string());
		template.setEnableTransactionSupport(false);
		template.afterPropertiesSet();
		return template;
	}

	/**
	 * The elements of a result are deserialized one by one, each by a serializer of
	 * strings.
	 */
	@SuppressWarnings({ "unchecked", "rawtypes" })
	private static RedisSerializer<List<Object>> resultSerializer() {
		return (RedisSerializer) RedisSerializer.string();
	}

	/**
	 * Says what is wrong with a connection factory that has no connection.
	 */
	private static final class CheckedTemplate extends RedisTemplate<String, String> {

		@Override
		protected RedisConnection preProcessConnection(@Nullable RedisConnection connection,
				boolean existingConnection) {
			if (connection == null) {
				throw new IllegalStateException("The connection factory gives no connection. If a test has put a mock "
						+ "in its place, annotate the test with @AutoConfigureTestLeaderElection of "
						+ "leader-spring-boot-test: elections need no Redis then");
			}
			return connection;
		}

	}

}
