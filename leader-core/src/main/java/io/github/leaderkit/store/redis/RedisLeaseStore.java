package io.github.leaderkit.store.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.InvalidElectionSettingException;
import io.github.leaderkit.store.LeaseCall;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseResult;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseStore;
import io.github.leaderkit.store.LeaseStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Leases in Redis, one hash per election. Every decision is a script that judges by the
 * clock of the server.
 *
 * <p>
 * With Lettuce the store has a connection of its own, derived from the connection factory
 * of the application: to the same Redis, but with a short timeout and rejecting commands
 * while it is disconnected. Any other connection factory is used as it is; then its
 * timeout has to be short.
 *
 * <p>
 * If replicas are waited for, leases have one more connection, since waiting blocks a
 * connection.
 *
 * <p>
 * Closing the store ends all subscriptions to messages; they are not taken up again when
 * it is opened anew.
 */
public final class RedisLeaseStore implements LeaseStore {

	/**
	 * What the names of all keys and channels begin with, unless said otherwise.
	 */
	public static final String DEFAULT_PREFIX = "leader:";

	private static final Logger logger = LoggerFactory.getLogger(RedisLeaseStore.class);

	private final RedisConnectionFactory connectionFactory;

	private final LeaseKeys keys;

	private final Duration commandTimeout;

	private final LongSupplier nanoTime;

	private final Replication replication;

	private final LeaseConnectionCustomizer customizer;

	private volatile @Nullable RedisSession session;

	private volatile boolean askRunId = true;

	/**
	 * Creates a closed store.
	 * @param connectionFactory the connection factory of the application
	 * @param prefix what the names of all keys and channels begin with
	 * @param commandTimeout how long to wait for a connection or an answer
	 * @param nanoTime a monotonic clock, in nanoseconds
	 */
	public RedisLeaseStore(RedisConnectionFactory connectionFactory, String prefix, Duration commandTimeout,
			LongSupplier nanoTime) {
		this(connectionFactory, prefix, commandTimeout, nanoTime, 0);
	}

	/**
	 * Creates a closed store whose leases count only if replicas have them.
	 * @param connectionFactory the connection factory of the application
	 * @param prefix what the names of all keys and channels begin with
	 * @param commandTimeout how long to wait for a connection or an answer, half of it at
	 * most for replicas
	 * @param nanoTime a monotonic clock, in nanoseconds
	 * @param waitReplicas how many replicas must have acknowledged a lease, each time it
	 * is granted or renewed, or else it is an {@link ErrorKind#NOT_REPLICATED}; {@code 0}
	 * to wait for none
	 * @throws InvalidElectionSettingException if that cannot be done on this connection
	 */
	public RedisLeaseStore(RedisConnectionFactory connectionFactory, String prefix, Duration commandTimeout,
			LongSupplier nanoTime, int waitReplicas) {
		this(connectionFactory, prefix, commandTimeout, nanoTime, waitReplicas, LeaseConnectionCustomizer.NONE);
	}

	/**
	 * Creates a closed store whose connection is customized.
	 * @param connectionFactory the connection factory of the application
	 * @param prefix what the names of all keys and channels begin with
	 * @param commandTimeout how long to wait for a connection or an answer, half of it at
	 * most for replicas
	 * @param nanoTime a monotonic clock, in nanoseconds
	 * @param waitReplicas how many replicas must have acknowledged a lease, {@code 0} to
	 * wait for none
	 * @param customizer changes the store's own connection; has no effect if it
	 * {@linkplain LeaseConnectionCustomizer#appliesTo has none}
	 * @throws InvalidElectionSettingException if replicas cannot be waited for on this
	 * connection
	 */
	public RedisLeaseStore(RedisConnectionFactory connectionFactory, String prefix, Duration commandTimeout,
			LongSupplier nanoTime, int waitReplicas, LeaseConnectionCustomizer customizer) {
		this.connectionFactory = connectionFactory;
		this.keys = new LeaseKeys(prefix);
		this.commandTimeout = commandTimeout;
		this.nanoTime = nanoTime;
		this.replication = Replication.of(waitReplicas, connectionFactory);
		this.customizer = customizer;
	}

	@Override
	public void execute(List<LeaseCall> calls) {
		RedisSession session = this.session;
		if (session == null) {
			LeaseStoreException closed = new LeaseStoreException(ErrorKind.UNREACHABLE, "The store is closed", null);
			calls.forEach((call) -> call.complete(LeaseResult.of(closed)));
			return;
		}
		// Here and on the way to the driver loops do what streams could: a handover is
		// run by code that is cold
		List<ScriptTask> tasks = new ArrayList<>(calls.size());
		for (LeaseCall call : calls) {
			tasks.add(task(session, call));
		}
		session.run(tasks);
	}

	private ScriptTask task(RedisSession session, LeaseCall call) {
		ScriptTask task = new ScriptTask(ScriptCall.of(call.request(), this.keys, this.askRunId));
		task.thenAccept((outcome) -> call.complete(result(session, call.request(), task.call(), outcome)));
		return task;
	}

	private LeaseResult result(RedisSession session, LeaseRequest request, ScriptCall script, ScriptOutcome outcome) {
		List<?> values = outcome.result();
		if (values == null) {
			return LeaseResult.of(session.failure(script, outcome));
		}
		try {
			return LeaseResult.of(reply(request, values).withRunId(runId(outcome)));
		}
		catch (LeaseStoreException ex) {
			return LeaseResult.of(ex);
		}
		catch (Throwable ex) {
			return LeaseResult.of(new LeaseStoreException(ErrorKind.UNKNOWN,
					"Redis answered to " + script.script().lowerCaseName() + " " + script.key() + " with: " + values,
					ex));
		}
	}

	private LeaseReply reply(LeaseRequest request, List<?> values) {
		if (request instanceof LeaseRequest.Acquire) {
			return LeaseReplies.ofAcquire(values);
		}
		if (request instanceof LeaseRequest.Renew) {
			return LeaseReplies.ofRenew(values);
		}
		if (request instanceof LeaseRequest.ReadSchedules) {
			return LeaseReplies.ofSchedules(values);
		}
		if (request instanceof LeaseRequest.ChangeSchedules) {
			return LeaseReplies.ofChange(values);
		}
		if (request instanceof LeaseRequest.Release) {
			return LeaseReply.of(LeaseReplies.isDone(values) ? Code.RELEASED : Code.UNCHANGED);
		}
		return (request instanceof LeaseRequest.Revoke) ? revoked(request.key(), values) : LeaseReplies.ofPeek(values);
	}

	private LeaseReply revoked(String key, List<?> values) {
		if (LeaseReplies.isForeign(values)) {
			throw new LeaseStoreException(ErrorKind.FOREIGN_DATA,
					"The key " + this.keys.record(key) + " does not hold a lease", null);
		}
		return LeaseReply.of(LeaseReplies.isDone(values) ? Code.REVOKED : Code.UNCHANGED);
	}

	/**
	 * How often a lease was granted or renewed, or schedules were changed, and it did not
	 * count, because fewer replicas acknowledged it than were waited for.
	 * @return the number since this store was created
	 */
	public long replicaShortfalls() {
		return this.replication.shortfalls().sum();
	}

	@Override
	public void subscribe(String key, Consumer<LeaseSignal> listener) {
		session().messages().subscribe(this.keys.channel(key), listener);
	}

	@Override
	public void unsubscribe(String key) {
		RedisSession session = this.session;
		if (session != null) {
			session.messages().unsubscribe(this.keys.channel(key));
		}
	}

	@Override
	public synchronized void open() {
		if (this.session == null) {
			this.askRunId = true;
			this.session = RedisSession.open(this.connectionFactory, this.commandTimeout, this.nanoTime,
					this.replication, this.customizer);
		}
	}

	@Override
	public synchronized void close() {
		RedisSession session = this.session;
		this.session = null;
		if (session != null) {
			session.close();
		}
	}

	private RedisSession session() {
		RedisSession session = this.session;
		if (session == null) {
			throw new LeaseStoreException(ErrorKind.UNREACHABLE, "The store is closed", null);
		}
		return session;
	}

	private String runId(ScriptOutcome outcome) {
		String runId = outcome.runId();
		if (this.askRunId && runId != null && runId.isEmpty()) {
			this.askRunId = false;
			logger.warn(
					"The run id of Redis is unknown. If Redis comes back with older data, the leases in that are taken "
							+ "as valid. Permit the command INFO to the user of this connection");
		}
		return (runId != null) ? runId : "";
	}

}
