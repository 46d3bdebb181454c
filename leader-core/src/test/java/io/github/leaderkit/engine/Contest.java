package io.github.leaderkit.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.store.LeaseStore;
import io.github.leaderkit.store.redis.RedisLeaseStore;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.awaitility.Awaitility.await;

/**
 * Several processes, in this one, that contend in the same elections, each with its own
 * connection factory, and a thread that watches them every millisecond.
 */
final class Contest implements AutoCloseable {

	private final List<String> keys;

	private final ElectionSettings.Builder settings;

	private final Duration commandTimeout;

	private final int waitReplicas;

	private final List<Contender> contenders = new ArrayList<>();

	private final Map<String, Long> terms = new ConcurrentHashMap<>();

	private final Map<String, Long> overlaps = new TreeMap<>();

	private final Map<String, String> inversions = new TreeMap<>();

	private final Thread watcher = new Thread(this::watch, "contest");

	private volatile boolean over;

	private long samples;

	Contest(List<String> keys, Duration ttl, int waitReplicas) {
		this.keys = keys;
		this.settings = ElectionSettings.withKey("none").ttl(ttl).waitTime(ttl.dividedBy(4));
		this.commandTimeout = ElectionSettings.commandTimeoutFor(List.of(ttl));
		this.waitReplicas = waitReplicas;
	}

	/**
	 * Adds a process. All are to be added before the contest begins.
	 */
	Contender join(RedisConfiguration redis) {
		return join(redis, RedisLeaseStore::new);
	}

	/**
	 * Adds a process with another store.
	 */
	Contender join(RedisConfiguration redis, Stores stores) {
		Contender contender = new Contender(redis, stores);
		this.contenders.add(contender);
		return contender;
	}

	void begin() {
		this.watcher.start();
	}

	void awaitLeaders(Duration atMost) {
		await().atMost(atMost)
			.pollInterval(Duration.ofMillis(20))
			.until(() -> this.keys.stream().allMatch(this::isLed));
	}

	private boolean isLed(String key) {
		return this.contenders.stream().anyMatch((contender) -> contender.election(key).isLeader());
	}

	/**
	 * The highest term of each election that was seen so far. Waits until there is one.
	 */
	Map<String, Long> terms() {
		await().until(() -> this.terms.keySet().containsAll(this.keys));
		return Map.copyOf(this.terms);
	}

	/**
	 * Ends the watch and tells what was seen that must not be: two that led an election
	 * at the same time, in about milliseconds, or a term that was lower than an earlier
	 * one.
	 */
	Violations end() throws InterruptedException {
		this.over = true;
		this.watcher.join();
		return new Violations(this.samples, Map.copyOf(this.overlaps), List.copyOf(this.inversions.values()));
	}

	private void watch() {
		while (!this.over) {
			this.keys.forEach(this::watch);
			this.samples++;
			LockSupport.parkNanos(1_000_000);
		}
	}

	private void watch(String key) {
		for (int i = 0; i < this.contenders.size(); i++) {
			Long term = term(i, key);
			if (term == null) {
				continue;
			}
			for (int j = i + 1; j < this.contenders.size(); j++) {
				// a leadership that has ended does not begin again: the first lasted
				// while the second was seen
				if (term(j, key) != null && term.equals(term(i, key))) {
					this.overlaps.merge(key, 1L, Long::sum);
				}
			}
			Long before = this.terms.put(key, term);
			if (before != null && term < before) {
				this.inversions.put(key, key + ": " + term + " after " + before);
				this.terms.put(key, before);
			}
		}
	}

	private @Nullable Long term(int contender, String key) {
		return this.contenders.get(contender)
			.election(key)
			.leadership()
			.map((leadership) -> leadership.term())
			.orElse(null);
	}

	@Override
	public void close() throws Exception {
		this.over = true;
		CompletableFuture
			.allOf(this.contenders.stream()
				.map((contender) -> contender.engine.stop().toCompletableFuture())
				.toArray(CompletableFuture<?>[]::new))
			.get(60, TimeUnit.SECONDS);
		this.contenders.forEach((contender) -> contender.factory.destroy());
	}

	/**
	 * What must not be.
	 *
	 * @param samples how often was looked
	 * @param overlaps how often two led, by election
	 * @param inversions terms that were lower than earlier ones
	 */
	record Violations(long samples, Map<String, Long> overlaps, Collection<String> inversions) {

		boolean none() {
			return this.samples > 0 && this.overlaps.isEmpty() && this.inversions.isEmpty();
		}

	}

	/**
	 * One process.
	 */
	final class Contender {

		private final LettuceConnectionFactory factory;

		private final LeaseStore store;

		private final ElectionEngine engine;

		private Contender(RedisConfiguration redis, Stores stores) {
			this.factory = new LettuceConnectionFactory(redis);
			this.factory.afterPropertiesSet();
			this.store = stores.create(this.factory, RedisLeaseStore.DEFAULT_PREFIX, Contest.this.commandTimeout,
					System::nanoTime, Contest.this.waitReplicas);
			this.engine = new ElectionEngine(this.store, Contest.this.commandTimeout, true);
			Contest.this.keys.forEach((key) -> this.engine.create(key, settings(key)));
			this.engine.start();
		}

		private ElectionSettings settings(String key) {
			ElectionSettings common = Contest.this.settings.build();
			return ElectionSettings.withKey(key).ttl(common.ttl()).waitTime(common.waitTime()).build();
		}

		LettuceConnectionFactory factory() {
			return this.factory;
		}

		LeaderElection election(String key) {
			return this.engine.get(key);
		}

		boolean isLeader(String key) {
			return election(key).isLeader();
		}

		long replicaShortfalls() {
			return ((RedisLeaseStore) this.store).replicaShortfalls();
		}

		/**
		 * Cuts the process off from its store, as if it had crashed.
		 */
		void closeStore() {
			this.store.close();
		}

	}

	/**
	 * Makes the store of a process, as the constructor of {@link RedisLeaseStore} does.
	 */
	interface Stores {

		LeaseStore create(RedisConnectionFactory redis, String prefix, Duration commandTimeout, LongSupplier nanoTime,
				int waitReplicas);

	}

}
