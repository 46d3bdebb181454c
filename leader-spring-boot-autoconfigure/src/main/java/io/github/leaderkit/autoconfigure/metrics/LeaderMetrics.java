package io.github.leaderkit.autoconfigure.metrics;

import io.github.leaderkit.store.LeaseStore;
import io.github.leaderkit.store.redis.RedisLeaseStore;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of the store of leases.
 */
class LeaderMetrics implements MeterBinder {

	static final String REPLICA_SHORTFALLS = "leader.replica.shortfalls";

	private final LeaseStore store;

	LeaderMetrics(LeaseStore store) {
		this.store = store;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		if (this.store instanceof RedisLeaseStore redis) {
			FunctionCounter.builder(REPLICA_SHORTFALLS, redis, RedisLeaseStore::replicaShortfalls)
				.description("Leases granted or renewed that did not count because too few replicas had them")
				.register(registry);
		}
	}

}
