package io.github.leaderkit.store.redis;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.async.RedisAsyncCommands;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * One connection to the server, from its opening to its end, used by one thread at a
 * time.
 */
final class DedicatedConnection implements RedisConnectionStateListener, AutoCloseable {

	private final RedisConnection connection;

	private final RedisAsyncCommands<?, ?> commands;

	private final long openedAt;

	private volatile boolean broken;

	private long usedAt;

	private DedicatedConnection(RedisConnection connection, RedisAsyncCommands<?, ?> commands, long openedAt) {
		this.connection = connection;
		this.commands = commands;
		this.openedAt = openedAt;
	}

	/**
	 * Connects.
	 * @param factory makes connections that are not shared and do not reconnect
	 * @param now the time
	 * @return the connection
	 */
	static DedicatedConnection open(LettuceConnectionFactory factory, long now) {
		RedisConnection connection = factory.getConnection();
		try {
			RedisAsyncCommands<?, ?> commands = (RedisAsyncCommands<?, ?>) connection.getNativeConnection();
			DedicatedConnection dedicated = new DedicatedConnection(connection, commands, now);
			commands.getStatefulConnection().addListener(dedicated);
			return dedicated;
		}
		catch (RuntimeException ex) {
			connection.close();
			throw ex;
		}
	}

	/**
	 * The connection of the driver.
	 */
	Object nativeConnection() {
		return this.commands;
	}

	/**
	 * Waits until replicas have all that was written on this connection, or for some
	 * time. Until then the server answers to nothing else on it.
	 * @param replicas how many replicas
	 * @param millis how long to wait for them, at least 1
	 * @param limitNanos how long to wait for an answer
	 * @return how many replicas have it
	 */
	long awaitReplicas(int replicas, long millis, long limitNanos)
			throws ExecutionException, TimeoutException, InterruptedException {
		return this.commands.waitForReplication(replicas, millis).get(limitNanos, TimeUnit.NANOSECONDS);
	}

	boolean isBroken() {
		return this.broken;
	}

	long openedAt() {
		return this.openedAt;
	}

	void usedAt(long nanos) {
		this.usedAt = nanos;
	}

	long usedAt() {
		return this.usedAt;
	}

	@Override
	public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
		this.broken = true;
	}

	@Override
	public void close() {
		this.connection.close();
	}

}
