package io.github.leaderkit.store.redis;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.github.leaderkit.DurationText;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.store.LeaseStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * What exists while a store is open: what runs the scripts, the subscription to messages,
 * and the inquiry about the server.
 */
final class RedisSession implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(RedisSession.class);

	private final @Nullable OwnConnections connections;

	private final Supplier<@Nullable String> address;

	private final ScriptRunner scripts;

	private final MessageSubscriber messages;

	private final ServerInquiry inquiry;

	private final Set<ScriptTask> underWay = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	/**
	 * A session on the connections of the application.
	 */
	private RedisSession(RedisConnectionFactory application, Duration timeout, LongSupplier nanoTime) {
		this.connections = null;
		RedisConfiguration topology = JedisSettings.topologyOf(application);
		this.address = () -> (topology != null) ? RedisAddress.of(topology) : null;
		this.messages = new MessageSubscriber(() -> application, timeout);
		this.inquiry = new ServerInquiry(() -> application);
		this.scripts = new ThreadedScripts(new SharedScripts(application), timeout, nanoTime);
	}

	/**
	 * A session on connections of its own.
	 */
	private RedisSession(OwnConnections.Derivation derivation, Duration timeout, LongSupplier nanoTime,
			Replication replication) {
		OwnConnections connections = new OwnConnections(derivation, this::resetMessages, timeout, nanoTime);
		this.connections = connections;
		this.address = () -> connections.factory().address();
		this.messages = new MessageSubscriber(() -> connections.factory().get(), timeout);
		this.inquiry = new ServerInquiry(() -> connections.factory().get());
		KeySharing sharing = new KeySharing();
		PipelinedScripts pipelined = new PipelinedScripts(connections, sharing, new WaitingScripts(timeout),
				new ConnectionResets(timeout, () -> ThreadLocalRandom.current().nextDouble()), nanoTime, this::onReset);
		this.scripts = replication.isAwaited()
				? new ReplicatedScripts(connections, sharing, pipelined, replication, timeout, nanoTime) : pipelined;
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
			if (RedisTopology.of(lettuce) != null) {
				return new RedisSession(new DerivationFromApplication(lettuce, timeout, customizer), timeout, nanoTime,
						replication);
			}
			logger.warn("The address of Redis cannot be read from the connection factory, so elections share the "
					+ "connection of the application. Its command timeout is {}; leadership is at risk if that is "
					+ "longer than {}", DurationText.of(Duration.ofMillis(lettuce.getTimeout())),
					DurationText.of(timeout));
		}
		else {
			warnOfTimeout(application, timeout);
		}
		return new RedisSession(application, timeout, nanoTime);
	}

	private static void warnOfTimeout(RedisConnectionFactory application, Duration timeout) {
		String name = application.getClass().getName();
		Duration known = JedisSettings.timeoutOf(application);
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
	 * Begins to run scripts, in as few round trips as the connection can.
	 * @param tasks the scripts, each of which is completed
	 */
	void run(List<ScriptTask> tasks) {
		try {
			this.underWay.addAll(tasks);
			tasks.forEach((task) -> task.thenAccept((outcome) -> onCompleted(task, outcome)));
			if (this.closed) {
				failUnderWay();
				return;
			}
			this.scripts.run(tasks);
		}
		catch (Throwable ex) {
			tasks.forEach((task) -> task.fail(ex));
		}
	}

	private void onCompleted(ScriptTask task, ScriptOutcome outcome) {
		this.underWay.remove(task);
		if (outcome.failure() == null) {
			this.inquiry.begin();
		}
	}

	/**
	 * Says why there is no result.
	 */
	LeaseStoreException failure(ScriptCall call, ScriptOutcome outcome) {
		if (outcome.failure() instanceof LeaseStoreException failure) {
			return failure;
		}
		Throwable cause = (outcome.failure() != null) ? outcome.failure() : new IllegalStateException("No result");
		String address = this.address.get();
		String message = "The " + call.script().description() + " " + call.key()
				+ ((address != null) ? " on " + address : "") + " failed: " + RedisErrors.rootMessage(cause);
		return new LeaseStoreException(RedisErrors.kindOf(cause), message, cause);
	}

	/**
	 * Fails what is under way and closes what is open, and waits for that for some time.
	 */
	@Override
	public void close() {
		this.closed = true;
		failUnderWay();
		this.inquiry.close();
		this.messages.close();
		this.scripts.close();
		if (this.connections == null) {
			this.messages.awaitEnd();
		}
		else {
			if (!OwnConnections.isThreadOfDriver()) {
				this.messages.awaitEnd();
			}
			this.connections.close();
		}
	}

	private void failUnderWay() {
		LeaseStoreException failure = new LeaseStoreException(ErrorKind.UNREACHABLE, "The store was closed", null);
		this.underWay.forEach((task) -> task.fail(failure));
	}

	private void onReset(Throwable failure, boolean first) {
		logger.atLevel(first ? Level.INFO : Level.DEBUG)
			.log("Resetting the connection to Redis after: {}", RedisErrors.rootMessage(failure));
		resetMessages();
	}

	private void resetMessages() {
		this.messages.reset();
	}

}
