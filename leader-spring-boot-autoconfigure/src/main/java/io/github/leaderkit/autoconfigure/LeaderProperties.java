package io.github.leaderkit.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.store.redis.RedisLeaseStore;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of leader election: those of the election {@code default}, which named
 * elections inherit, and those of all.
 */
@ConfigurationProperties("leader")
public class LeaderProperties extends ElectionProperties {

	/**
	 * Whether this is the only instance, as in local development. It then always leads
	 * and does not use Redis.
	 */
	private boolean standalone;

	/**
	 * How many elections this instance should lead at most. If it leads that many, it
	 * leaves a free lease to other instances for a moment, and takes it if none of them
	 * does. Zero for no limit.
	 */
	private int maxLed;

	/**
	 * Whether this instance may lead only while its readiness state accepts traffic. The
	 * state is ignored until it has accepted traffic for the first time.
	 */
	private boolean requireReadiness;

	/**
	 * Whether the application stays alive until it is closed, even without other threads.
	 * If not set, it stays alive if it has beans that run only while this instance leads,
	 * or listeners of promotions.
	 */
	private @Nullable Boolean keepAlive;

	/**
	 * Settings for Redis, the same for all elections.
	 */
	private final Redis redis = new Redis();

	/**
	 * Named elections. They inherit what they do not set from the properties of the same
	 * name under 'leader'. The default key is the inherited key followed by the name of
	 * the election.
	 */
	private final Map<String, ElectionProperties> elections = new LinkedHashMap<>();

	public boolean isStandalone() {
		return this.standalone;
	}

	public void setStandalone(boolean standalone) {
		this.standalone = standalone;
	}

	public int getMaxLed() {
		return this.maxLed;
	}

	public void setMaxLed(int maxLed) {
		this.maxLed = maxLed;
	}

	public boolean isRequireReadiness() {
		return this.requireReadiness;
	}

	public void setRequireReadiness(boolean requireReadiness) {
		this.requireReadiness = requireReadiness;
	}

	public @Nullable Boolean getKeepAlive() {
		return this.keepAlive;
	}

	public void setKeepAlive(@Nullable Boolean keepAlive) {
		this.keepAlive = keepAlive;
	}

	public Redis getRedis() {
		return this.redis;
	}

	public Map<String, ElectionProperties> getElections() {
		return this.elections;
	}

	/**
	 * How Redis is used.
	 */
	public static class Redis {

		/**
		 * Prefix of the keys and channels of elections in Redis.
		 */
		private String keyPrefix = RedisLeaseStore.DEFAULT_PREFIX;

		/**
		 * Timeout of one command. A twelfth of the smallest ttl if not set, but at least
		 * 80 milliseconds and at most 2 seconds.
		 */
		private @Nullable Duration commandTimeout;

		/**
		 * How long Redis keeps the record of an election after its last leader has
		 * released it. Zero for ever.
		 */
		private Duration retention = ElectionSettings.DEFAULT_RETENTION;

		/**
		 * How many replicas of Redis must acknowledge a lease before it is valid. Zero
		 * for none. Refused with Redis Cluster.
		 */
		private int waitReplicas;

		public String getKeyPrefix() {
			return this.keyPrefix;
		}

		public void setKeyPrefix(String keyPrefix) {
			this.keyPrefix = keyPrefix;
		}

		public @Nullable Duration getCommandTimeout() {
			return this.commandTimeout;
		}

		public void setCommandTimeout(@Nullable Duration commandTimeout) {
			this.commandTimeout = commandTimeout;
		}

		public Duration getRetention() {
			return this.retention;
		}

		public void setRetention(Duration retention) {
			this.retention = retention;
		}

		public int getWaitReplicas() {
			return this.waitReplicas;
		}

		public void setWaitReplicas(int waitReplicas) {
			this.waitReplicas = waitReplicas;
		}

	}

}
