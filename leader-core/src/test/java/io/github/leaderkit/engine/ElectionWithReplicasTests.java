package io.github.leaderkit.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Errored;
import io.github.leaderkit.store.redis.RedisLeaseStore;
import io.github.leaderkit.testing.RedisReplication;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Elections whose leases count only if a replica has them.
 */
@Tag("jdk-independent")
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ElectionWithReplicasTests {

	private static final Duration TTL = Duration.ofSeconds(3);

	private static final Duration TTL_OF_MANY = Duration.ofSeconds(10);

	private static final Duration COMMAND_TIMEOUT = ElectionSettings.commandTimeoutFor(List.of(TTL));

	private final RedisReplication redis = RedisReplication.start(1);

	private final List<AutoCloseable> resources = new ArrayList<>(List.of(this.redis));

	private final List<RedisLeaseStore> stores = new ArrayList<>();

	@AfterEach
	void close() throws Exception {
		for (int i = this.resources.size() - 1; i >= 0; i--) {
			this.resources.get(i).close();
		}
	}

	@Test
	void whenTheReplicaFailsThenTheLeadershipEndsAndNobodyLeadsUntilItIsBack() {
		Candidate a = new Candidate(engine());
		await().until(a.election::isLeader);
		Candidate b = new Candidate(engine());
		await().until(() -> b.election.currentLeader().isPresent());
		long term = await().until(a.election::leadership, Optional::isPresent).orElseThrow().term();
		a.events.clear();
		b.events.clear();
		this.redis.replica(0).pause();
		await().until(() -> !a.election.isLeader());
		assertThat(longestStay(TTL.multipliedBy(2), a.election, b.election)).isLessThan(TTL.dividedBy(2));
		await().untilAsserted(() -> assertThat(a.told(Demoted.class)).singleElement()
			.satisfies((demoted) -> assertThat(demoted.reason()).isEqualTo(DemotionReason.EXPIRED)));
		assertThat(a.told(Errored.class)).first().satisfies((errored) -> assertThat(errored.term()).isEqualTo(term));
		for (Candidate candidate : List.of(a, b)) {
			List<Errored> shortfalls = candidate.shortfalls();
			assertThat(shortfalls).isNotEmpty()
				.allSatisfy((errored) -> assertThat(errored.message()).contains("0 of 1 replicas"));
			// told once, and again only after an error of another kind
			assertThat(candidate.told(Errored.class)).hasSizeGreaterThanOrEqualTo(2 * shortfalls.size() - 1);
		}
		assertThat(this.stores).allMatch((store) -> store.replicaShortfalls() > 1);
		this.redis.replica(0).resume();
		await().until(() -> Stream.of(a, b)
			.flatMap((candidate) -> candidate.election.leadership().stream())
			.anyMatch((leadership) -> leadership.term() > term));
	}

	@Test
	void whenThereAreManyElectionsThenTheirRenewalsWaitTogether() throws Exception {
		ElectionEngine engine = engine();
		for (int i = 0; i < 1000; i++) {
			engine.create("e" + i, settings("key" + i, TTL_OF_MANY));
		}
		await().atMost(Duration.ofSeconds(30)).until(() -> engine.all().stream().allMatch(LeaderElection::isLeader));
		long waits = calls("wait");
		long renewals = calls("hset");
		TimeUnit.MILLISECONDS.sleep(TTL_OF_MANY.toMillis() / 2);
		waits = calls("wait") - waits;
		renewals = calls("hset") - renewals;
		assertThat(renewals).isGreaterThan(900);
		assertThat(waits).isPositive().isLessThan(renewals / 4);
		assertThat(engine.all()).allMatch(LeaderElection::isLeader);
	}

	private long calls(String command) {
		String stats = this.redis.master().execute("INFO", "commandstats").toString();
		return Long.parseLong(stats.replaceAll("(?s).*cmdstat_" + command + ":calls=(\\d+).*", "$1"));
	}

	/**
	 * Watches for a while that nobody leads.
	 * @return the longest time for which a lease was seen
	 */
	private Duration longestStay(Duration watch, LeaderElection... elections) {
		RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", this.redis.master().port()));
		try (StatefulRedisConnection<String, String> connection = client.connect()) {
			Duration longest = Duration.ZERO;
			String owner = "";
			long start = System.nanoTime();
			long since = start;
			while (System.nanoTime() - start < watch.toNanos()) {
				assertThat(elections).noneMatch(LeaderElection::isLeader);
				String seen = connection.sync().hget("leader:test", "o");
				long now = System.nanoTime();
				if (!seen.equals(owner)) {
					owner = seen;
					since = now;
				}
				else if (!owner.isEmpty() && now - since > longest.toNanos()) {
					longest = Duration.ofNanos(now - since);
				}
				TimeUnit.MILLISECONDS.sleep(1);
			}
			return longest;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			client.shutdown(0, 2, TimeUnit.SECONDS);
		}
	}

	private ElectionEngine engine() {
		LettuceConnectionFactory factory = new LettuceConnectionFactory(this.redis.master().configuration());
		factory.afterPropertiesSet();
		factory.start();
		this.resources.add(factory::destroy);
		RedisLeaseStore store = new RedisLeaseStore(factory, RedisLeaseStore.DEFAULT_PREFIX, COMMAND_TIMEOUT,
				System::nanoTime, 1);
		this.stores.add(store);
		ElectionEngine engine = new ElectionEngine(store, COMMAND_TIMEOUT, true);
		this.resources.add(() -> engine.stop().toCompletableFuture().get(30, TimeUnit.SECONDS));
		engine.start();
		return engine;
	}

	private static ElectionSettings settings(String key, Duration ttl) {
		return ElectionSettings.withKey(key).ttl(ttl).build();
	}

	private static final class Candidate {

		private final Queue<LeadershipEvent> events = new ConcurrentLinkedQueue<>();

		private final LeaderElection election;

		private Candidate(ElectionEngine engine) {
			engine.addListener(this.events::add);
			this.election = engine.create("test", settings("test", TTL));
		}

		private List<Errored> shortfalls() {
			return told(Errored.class).stream()
				.filter((errored) -> errored.kind() == ErrorKind.NOT_REPLICATED)
				.toList();
		}

		private <E extends LeadershipEvent> List<E> told(Class<E> type) {
			return this.events.stream()
				.flatMap((event) -> type.isInstance(event) ? Stream.of(type.cast(event)) : null)
				.toList();
		}

	}

}
