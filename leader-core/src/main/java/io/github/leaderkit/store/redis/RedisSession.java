package io.github.leaderkit.store.redis;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

import io.github.leaderkit.DurationText;
import io.github.leaderkit.store.LeaseStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * What is open between opening and closing a store: the connection, how scripts are run
 * on it, the subscription to messages, and the question what the server is.
 */
final class RedisSession implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(RedisSession.class);

	private final LongSupplier nanoTime;

	private final @Nullable OwnConnectionFactory own;

	private final ScriptRunner scripts;

	private final ConnectionResets resets;

	private final MessageSubscriber messages;

	private final ServerInquiry inquiry;

	private RedisSession(RedisConnectionFactory factory, @Nullable OwnConnectionFactory own, ScriptRunner scripts,
			ServerInquiry inquiry, Duration timeout, LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		this.own = own;
		this.scripts = scripts;
		this.resets = new ConnectionResets(timeout.toNanos());
		this.messages = new MessageSubscriber(factory, timeout);
		this.inquiry = inquiry;
	}

	/**
	 * Opens a session, without connecting.
	 * @param application the connection factory of the application
	 * @param timeout how long to wait for a connection or an answer
	 * @param nanoTime the monotonic clock
	 * @param replication what replicas must have
	 * @param customizer changes a connection of its own
	 * @return the session
	 */
	static RedisSession open(RedisConnectionFactory application, Duration timeout, LongSupplier nanoTime,
			Replication replication, LeaseConnectionCustomizer customizer) {
		if (application instanceof LettuceConnectionFactory lettuce) {
			RedisConfiguration topology = RedisTopology.of(lettuce);
			if (topology != null) {
				OwnConnectionFactory own = OwnConnectionFactory.derive(lettuce, topology, timeout, customizer);
				if (!replication.isAwaited()) {
					return new RedisSession(own.get(), own, new SharedScripts(own.get(), new ScriptPipeline(timeout)),
							new ServerInquiry(own.get()), timeout, nanoTime);
				}
				LettuceConnectionFactory unshared = own.unshared(topology, timeout);
				ScriptRunner scripts = new ReplicatedScripts(new DedicatedConnections(unshared, nanoTime), replication,
						timeout, nanoTime);
				// What is asked there leaves no connection behind
				return new RedisSession(own.get(), own, scripts, new ServerInquiry(unshared), timeout, nanoTime);
			}
			logger.warn("The address of Redis cannot be read from the connection factory, so elections share the "
					+ "connection of the application. Its command timeout is {}; leadership is at risk if that is "
					+ "longer than {}", DurationText.of(Duration.ofMillis(lettuce.getTimeout())),
					DurationText.of(timeout));
		}
		else {
			warnOfTimeout(application, timeout);
		}
		return new RedisSession(application, null, new SharedScripts(application, null), new ServerInquiry(application),
				timeout, nanoTime);
	}

	private static void warnOfTimeout(RedisConnectionFactory application, Duration timeout) {
		String name = application.getClass().getName();
		Duration known = JedisTimeout.of(application);
		if (known == null) {
			logger.warn("Elections share the connections of {}. Make sure that its commands time out within {}, "
					+ "else a leader may lose its lease while it waits", name, DurationText.of(timeout));
		}
		else if (known.isZero() || known.compareTo(timeout) > 0) {
			logger.warn(
					"Elections share the connections of {}, which waits for Redis {}. Let commands and connecting "
							+ "time out within {}, else a leader may lose its lease while it waits",
					name, known.isZero() ? "without end" : "up to " + DurationText.of(known), DurationText.of(timeout));
		}
	}

	MessageSubscriber messages() {
		return this.messages;
	}

	/**
	 * Runs a script.
	 * @param call the script
	 * @return its result
	 * @throws LeaseStoreException if there is none
	 */
	List<?> run(ScriptCall call) {
		ScriptOutcome outcome = run(List.of(call)).get(0);
		if (outcome.result() == null) {
			throw failure(call, outcome);
		}
		return outcome.result();
	}

	/**
	 * Runs scripts, in as few round trips as the connection can.
	 * @param calls the scripts
	 * @return what came of each, in the same order
	 */
	List<ScriptOutcome> run(List<ScriptCall> calls) {
		List<ScriptOutcome> outcomes = this.scripts.run(calls);
		observe(outcomes);
		return outcomes;
	}

	static LeaseStoreException failure(ScriptCall call, ScriptOutcome outcome) {
		if (outcome.failure() instanceof LeaseStoreException failure) {
			return failure;
		}
		Throwable cause = (outcome.failure() != null) ? outcome.failure() : new IllegalStateException("No result");
		String message = "Redis failed to " + call.script().lowerCaseName() + " " + call.key() + ": "
				+ RedisErrors.rootMessage(cause);
		return new LeaseStoreException(RedisErrors.kindOf(cause), message, cause);
	}

	@Override
	public void close() {
		this.inquiry.close();
		this.messages.close();
		this.scripts.close();
		if (this.own != null) {
			this.own.close();
		}
	}

	private void observe(List<ScriptOutcome> outcomes) {
		if (outcomes.stream().anyMatch((outcome) -> outcome.failure() == null)) {
			this.resets.onSuccess();
			this.inquiry.begin();
			return;
		}
		if (this.own == null || outcomes.isEmpty()) {
			return;
		}
		Throwable failure = outcomes.get(0).failure();
		if (failure != null && this.resets.onFailure(RedisErrors.kindOf(failure), RedisErrors.isTimeout(failure),
				this.nanoTime.getAsLong())) {
			logger.atLevel(this.resets.isFirst() ? Level.INFO : Level.DEBUG)
				.log("Resetting the connection to Redis after: {}", RedisErrors.rootMessage(failure));
			this.own.get().resetConnection();
			this.messages.reset();
		}
	}

}
