package io.github.leaderkit.autoconfigure.metrics;

import java.util.ArrayList;
import java.util.List;

import io.github.leaderkit.store.LeaseStore;
import io.github.leaderkit.store.redis.RedisLeaseStore;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Counts how often too few replicas acknowledged a lease. The store is asked for when all
 * singletons exist, and not by a registry that is being created: with lazy initialization
 * the store may be what the registry is created for.
 */
final class ReplicaMetrics implements MeterBinder, SmartInitializingSingleton {

	private final ObjectProvider<LeaseStore> stores;

	private final List<MeterRegistry> waiting = new ArrayList<>();

	private @Nullable RedisLeaseStore store;

	ReplicaMetrics(ObjectProvider<LeaseStore> stores) {
		this.stores = stores;
	}

	@Override
	public synchronized void bindTo(MeterRegistry registry) {
		if (this.store != null) {
			register(registry, this.store);
		}
		else {
			this.waiting.add(registry);
		}
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.stores.getIfUnique() instanceof RedisLeaseStore redis) {
			found(redis);
		}
	}

	private synchronized void found(RedisLeaseStore redis) {
		this.store = redis;
		this.waiting.forEach((registry) -> register(registry, redis));
		this.waiting.clear();
	}

	private static void register(MeterRegistry registry, RedisLeaseStore store) {
		FunctionCounter.builder(LeaderMeter.REPLICA_SHORTFALLS.id(), store, RedisLeaseStore::replicaShortfalls)
			.description(LeaderMeter.REPLICA_SHORTFALLS.description())
			.register(registry);
	}

}
