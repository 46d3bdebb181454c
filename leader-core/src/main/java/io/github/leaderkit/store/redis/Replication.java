package io.github.leaderkit.store.redis;

import java.util.concurrent.atomic.LongAdder;

import io.github.leaderkit.InvalidElectionSettingException;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * How many replicas must have a lease before it counts, and how often too few had it.
 *
 * @param replicas how many, {@code 0} if none need have it
 * @param shortfalls counts the leases that too few had
 */
record Replication(int replicas, LongAdder shortfalls) {

	private static final String SETTING = "redis.wait-replicas";

	private static final int MAX_REPLICAS = 100;

	/**
	 * Checks whether replicas can be waited for.
	 * @param replicas how many
	 * @param factory the connection factory of the application
	 * @return the replication
	 * @throws InvalidElectionSettingException if they cannot
	 */
	static Replication of(int replicas, RedisConnectionFactory factory) {
		if (replicas < 0 || replicas > MAX_REPLICAS) {
			throw new InvalidElectionSettingException(SETTING,
					"It is " + replicas + ", " + ((replicas < 0) ? "less than 0." : "more than " + MAX_REPLICAS + "."),
					"Set how many replicas of Redis must acknowledge a lease before it is valid: half of all nodes, "
							+ "rounded down, or 0 to wait for none.");
		}
		if (replicas > 0) {
			String obstacle = obstacle(factory);
			if (obstacle != null) {
				throw new InvalidElectionSettingException(SETTING, "It is " + replicas + ", but " + obstacle,
						"Leave it out, or let elections use a Lettuce connection factory for one Redis with replicas, "
								+ "or for Sentinel.");
			}
		}
		return new Replication(replicas, new LongAdder());
	}

	private static @Nullable String obstacle(RedisConnectionFactory factory) {
		if (!(factory instanceof LettuceConnectionFactory lettuce)) {
			return "elections share the connections of " + factory.getClass().getName()
					+ ", which waiting for replicas would block.";
		}
		RedisConfiguration topology = RedisTopology.of(lettuce);
		if (topology == null) {
			return "the address of Redis cannot be read from the connection factory, so elections share the connection "
					+ "of the application, which waiting for replicas would block.";
		}
		return (topology instanceof RedisClusterConfiguration)
				? "in Redis Cluster a command without a key, as WAIT is, does not reach the node that has the lease."
				: null;
	}

	boolean isAwaited() {
		return this.replicas > 0;
	}

}
