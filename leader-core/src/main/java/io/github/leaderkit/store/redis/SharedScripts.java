package io.github.leaderkit.store.redis;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;

/**
 * Runs scripts on the connection that a connection factory shares among all its users.
 */
final class SharedScripts {

	private final RedisTemplate<String, String> template;

	SharedScripts(RedisConnectionFactory factory) {
		this.template = template(factory);
	}

	/**
	 * Runs a script while the caller waits.
	 * @param call the script
	 * @return what came of it
	 */
	ScriptOutcome run(ScriptCall call) {
		try {
			List<Object> answers = this.template.execute(call.script().script(), RedisSerializer.string(),
					resultSerializer(), List.of(call.key()), call.arguments().toArray());
			return (answers != null) ? BatchOutcome.of(answers, 1).each().get(0)
					: ScriptOutcome.of(new IllegalStateException("No result"));
		}
		catch (RuntimeException ex) {
			return ScriptOutcome.of(ex);
		}
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
