package io.github.leaderkit.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.store.redis.RedisLeaseStore;
import io.github.leaderkit.testing.RedisServerProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Elections with real clocks and threads on a real Redis.
 */
@Tag("slow")
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ElectionOnRedisTests {

	private static final Duration TTL = Duration.ofSeconds(3);

	private static final Duration LONG_TTL = Duration.ofSeconds(60);

	/**
	 * Long before a follower of an election with {@link #LONG_TTL} would poll.
	 */
	private static final Duration WOKEN = Duration.ofSeconds(20);

	private static final Duration STOPPED = Duration.ofSeconds(30);

	private final RedisServerProcess redis = RedisServerProcess.start();

	private final List<AutoCloseable> resources = new ArrayList<>(List.of(this.redis));

	@AfterEach
	void close() throws Exception {
		for (int i = this.resources.size() - 1; i >= 0; i--) {
			this.resources.get(i).close();
		}
	}

	@Test
	void whenThereAreManyElectionsThenThereAreNoMoreThreadsThanForOne() {
		ElectionEngine engine = engine();
		LeaderElection first = engine.create("first", settings("first", TTL));
		await().until(first::isLeader);
		await().until(() -> this.redis.execute("PUBSUB", "NUMSUB", "leader:first:events").contains(1L));
		int threadsBefore = Thread.activeCount();
		for (int i = 0; i < 2000; i++) {
			engine.create("e" + i, settings("key" + i, TTL));
		}
		await().atMost(Duration.ofSeconds(60)).until(() -> engine.all().stream().allMatch(LeaderElection::isLeader));
		// one loop, the I/O and announcing pools, the subscription: all there are,
		// however
		// many elections
		assertThat(leaderThreads()).hasSizeLessThanOrEqualTo(10);
		int clients = this.redis.execute("CLIENT", "LIST").toString().split("name=leader").length - 1;
		assertThat(clients).isLessThanOrEqualTo(2);
		engine.stop().toCompletableFuture().join();
		await().until(() -> leaderThreads().isEmpty());
	}

	@Test
	void whenIsLeaderAndTheGuardAreAskedThenRedisIsNot() {
		ElectionEngine engine = engine();
		LeaderElection election = engine.create("default", settings("test", Duration.ofMinutes(10)));
		await().until(election::isLeader);
		await().until(() -> this.redis.execute("PUBSUB", "NUMSUB", "leader:test:events").contains(1L));
		long before = commandsProcessed();
		for (int i = 0; i < 100_000; i++) {
			assertThat(election.isLeader()).isTrue();
			LeaderElection.GuardedCall call = election.tryEnter();
			assertThat(call).isNotNull();
			call.close();
		}
		// what the second look at the counter itself needs, its handshake included
		assertThat(commandsProcessed() - before).isLessThan(10);
	}

	@Test
	void whenTheLeaderStopsThenTheOtherIsWokenLongBeforeItWouldPoll() {
		ElectionEngine a = engine();
		LeaderElection leader = a.create("default", settings("test", LONG_TTL));
		await().until(leader::isLeader);
		ElectionEngine b = engine();
		LeaderElection follower = b.create("default", settings("test", LONG_TTL));
		await().until(() -> follower.currentLeader().isPresent());
		await().until(() -> this.redis.execute("PUBSUB", "NUMSUB", "leader:test:events").contains(2L));
		a.stop().toCompletableFuture().join();
		await().atMost(WOKEN)
			.until(() -> follower.leadership().filter((leadership) -> leadership.term() > 0).isPresent());
	}

	@Test
	void whenRedisIsDownAtStartThenTheElectionBeginsOnceItIsThereAndMessagesArriveAgain() {
		this.redis.stop();
		ElectionEngine a = engine();
		List<LeadershipEvent> events = new CopyOnWriteArrayList<>();
		a.addListener(events::add);
		LeaderElection first = a.create("default", settings("test", LONG_TTL));
		await().until(() -> !events.isEmpty());
		assertThat(events.get(0)).isInstanceOf(LeadershipEvent.Errored.class);
		this.redis.startAgain();
		await().atMost(Duration.ofSeconds(30)).until(first::isLeader);
		ElectionEngine b = engine();
		LeaderElection second = b.create("default", settings("test", LONG_TTL));
		await().atMost(Duration.ofSeconds(30))
			.until(() -> this.redis.execute("PUBSUB", "NUMSUB", "leader:test:events").contains(2L));
		first.resign();
		await().atMost(WOKEN).until(second::isLeader);
	}

	@Test
	void whenEverythingStopsThenNothingIsLeft() {
		ElectionEngine engine = engine();
		LeaderElection election = engine.create("default", settings("test", TTL));
		await().until(election::isLeader);
		engine.stop().toCompletableFuture().join();
		assertThat(election.isLeader()).isFalse();
		assertThat(this.redis.execute("HGET", "leader:test", "o")).containsExactly("");
		await().until(() -> leaderThreads().isEmpty());
		await().until(() -> !this.redis.execute("CLIENT", "LIST").toString().contains("name=leader"));
	}

	@Test
	void whenListenersOfManyElectionsBlockThenStopCompletesAllTheSame() throws Exception {
		ElectionEngine engine = engine();
		CountDownLatch promoted = new CountDownLatch(4);
		CountDownLatch never = new CountDownLatch(1);
		for (int i = 0; i < 4; i++) {
			LeaderElection election = engine.create("e" + i,
					ElectionSettings.withKey("k" + i).ttl(TTL).drainTimeout(Duration.ofMillis(500)).build());
			election.addListener((event) -> {
				if (event instanceof Promoted) {
					promoted.countDown();
				}
				if (event instanceof Demoted) {
					try {
						never.await();
					}
					catch (InterruptedException ex) {
						// the end of the test
					}
				}
			});
		}
		assertThat(promoted.await(5, TimeUnit.SECONDS)).isTrue();
		try {
			engine.stop().toCompletableFuture().get(STOPPED.toSeconds(), TimeUnit.SECONDS);
		}
		finally {
			never.countDown();
		}
	}

	@Test
	void whenAListenerStartsAThreadThenThatThreadIsNoneThatTellsEvents() throws Exception {
		ElectionEngine engine = engine();
		CompletableFuture<Boolean> listener = new CompletableFuture<>();
		CompletableFuture<Boolean> startedByListener = new CompletableFuture<>();
		engine.addListener((event) -> {
			listener.complete(engine.isAnnouncing());
			new Thread(() -> startedByListener.complete(engine.isAnnouncing())).start();
		});
		engine.create("default", settings("test", TTL));
		assertThat(listener.get(10, TimeUnit.SECONDS)).isTrue();
		assertThat(startedByListener.get(10, TimeUnit.SECONDS)).isFalse();
	}

	@Test
	void whenOneCompletionWaitsForAnotherThenBothComplete() throws Exception {
		ElectionEngine engine = engine();
		LeaderElection a = engine.create("a", settings("a", TTL));
		LeaderElection b = engine.create("b", settings("b", TTL));
		CompletableFuture<Void> both = a.resign()
			.thenRun(() -> b.resign().toCompletableFuture().join())
			.toCompletableFuture();
		both.get(10, TimeUnit.SECONDS);
		assertThat(both).isDone();
	}

	private ElectionEngine engine() {
		LettuceConnectionFactory factory = new LettuceConnectionFactory(
				new RedisStandaloneConfiguration(this.redis.host(), this.redis.port()));
		factory.afterPropertiesSet();
		factory.start();
		this.resources.add(factory::destroy);
		Duration commandTimeout = ElectionSettings.commandTimeoutFor(List.of(TTL));
		RedisLeaseStore store = new RedisLeaseStore(factory, RedisLeaseStore.DEFAULT_PREFIX, commandTimeout,
				System::nanoTime);
		ElectionEngine engine = new ElectionEngine(store, commandTimeout, true);
		this.resources.add(() -> engine.stop().toCompletableFuture().get(STOPPED.toSeconds(), TimeUnit.SECONDS));
		engine.start();
		return engine;
	}

	private static ElectionSettings settings(String key, Duration ttl) {
		return ElectionSettings.withKey(key).ttl(ttl).build();
	}

	private long commandsProcessed() {
		String stats = this.redis.execute("INFO", "stats").toString();
		return Long.parseLong(stats.replaceAll("(?s).*total_commands_processed:(\\d+).*", "$1"));
	}

	private static Set<String> leaderThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("leader-"))
			.collect(Collectors.toSet());
	}

}
