package io.github.leaderkit.shedlock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.github.leaderkit.store.LeaseStoreException;
import io.github.leaderkit.testing.RedisServerProcess;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.support.LockException;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LeaderLockProvider} with real clocks and threads on a real Redis.
 */
@Tag("slow")
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LeaderLockProviderOnRedisTests {

	/** One with the longest command timeout: the machine may be busy. */
	private static final Duration TTL = Duration.ofSeconds(24);

	private static final Duration PAUSE = Duration.ofMillis(2);

	private static final int ROUNDS = 40;

	private final RedisServerProcess redis = RedisServerProcess.start();

	private final List<AutoCloseable> resources = new ArrayList<>(List.of(this.redis));

	private final AtomicInteger holders = new AtomicInteger();

	private final AtomicInteger mostHolders = new AtomicInteger();

	@AfterEach
	void close() throws Exception {
		for (int i = this.resources.size() - 1; i >= 0; i--) {
			this.resources.get(i).close();
		}
	}

	@Test
	void whenTheLeaderHasALockThenItIsTheOnlyOneAndRedisHasIt() {
		RedisNode leader = leader();
		RedisNode follower = node();
		SimpleLock lock = leader.lock("daily report").orElseThrow();
		assertThat(leader.lock("daily report")).isEmpty();
		assertThat(follower.lock("daily report")).isEmpty();
		assertThat(this.redis.execute("HGET", "leader:test", "s:lock:daily#20report").toString()).contains("|C|1|");
		lock.unlock();
		SimpleLock next = leader.lock("daily report").orElseThrow();
		assertThat(this.redis.execute("HGET", "leader:test", "s:lock:daily#20report").toString()).contains("|C|2|");
		next.unlock();
	}

	@Test
	void whenALeaderResignsThenTheNextOneGetsTheLockAfterItIsUnlocked() {
		RedisNode leader = leader();
		RedisNode follower = node();
		await().until(() -> follower.election().currentLeader().isPresent());
		SimpleLock lock = leader.lock("report").orElseThrow();
		leader.election().resign();
		assertThat(leader.lock("other")).isEmpty();
		assertThat(leader.election().isLeader()).isTrue();
		lock.unlock();
		await().until(follower.election()::isLeader);
		follower.lock("report").orElseThrow().unlock();
	}

	@Test
	void whenThreadsWantOneLockThenOneHasItAtATime() throws Exception {
		RedisNode leader = leader();
		ExecutorService threads = threads(4);
		AtomicInteger rounds = new AtomicInteger();
		List<Future<?>> all = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			all.add(threads.submit(() -> {
				while (rounds.get() < ROUNDS) {
					workIfLocked(leader, rounds);
				}
			}));
		}
		for (Future<?> one : all) {
			one.get(90, TimeUnit.SECONDS);
		}
		assertThat(this.mostHolders).hasValue(1);
	}

	@Test
	void whenTheLeadershipChangesThenOneInstanceHasTheLockAtATime() throws Exception {
		List<RedisNode> nodes = List.of(leader(), node());
		List<AtomicInteger> rounds = List.of(new AtomicInteger(), new AtomicInteger());
		AtomicBoolean over = new AtomicBoolean();
		ExecutorService threads = threads(4);
		List<Future<?>> all = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			int node = i % 2;
			all.add(threads.submit(() -> {
				while (!over.get()) {
					workIfLocked(nodes.get(node), rounds.get(node));
				}
			}));
		}
		for (int i = 0; i < 6; i++) {
			int node = i % 2;
			int before = rounds.get(node).get();
			await().until(() -> rounds.get(node).get() > before + 3);
			nodes.get(node).election().resign().toCompletableFuture().join();
		}
		over.set(true);
		for (Future<?> one : all) {
			one.get(60, TimeUnit.SECONDS);
		}
		assertThat(this.mostHolders).hasValue(1);
	}

	private void workIfLocked(RedisNode node, AtomicInteger rounds) {
		Optional<SimpleLock> lock = node.lock("report");
		if (lock.isPresent()) {
			this.mostHolders.accumulateAndGet(this.holders.incrementAndGet(), Math::max);
			rounds.incrementAndGet();
			Thread.yield();
			this.holders.decrementAndGet();
			lock.get().unlock();
		}
		LockSupport.parkNanos(PAUSE.toNanos());
	}

	@Test
	void whenRedisIsGoneThenALockFailsInTime() {
		RedisNode leader = leader();
		lockAndUnlock(leader);
		this.redis.kill();
		assertFailsInTime(leader);
		this.redis.startAgain();
	}

	@Test
	void whenRedisIsSilentThenALockFailsInTimeAndIsFreeAfterwards() {
		RedisNode leader = leader();
		lockAndUnlock(leader);
		this.redis.pause();
		assertFailsInTime(leader);
		this.redis.resume();
		SimpleLock lock = await().until(() -> leader.lock("report"), Optional::isPresent).orElseThrow();
		lock.unlock();
	}

	private static void lockAndUnlock(RedisNode leader) {
		leader.lock("report").orElseThrow().unlock();
		await().until(() -> leader.election().status().work().inside() == 0);
	}

	private void assertFailsInTime(RedisNode leader) {
		long before = System.nanoTime();
		assertThat(leader.election().isLeader()).isTrue();
		assertThatExceptionOfType(LockException.class).isThrownBy(() -> leader.lock("report"))
			.withCauseInstanceOf(LeaseStoreException.class);
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(TTL);
		assertThat(leader.election().status().work().inside()).isZero();
	}

	private RedisNode leader() {
		RedisNode node = node();
		await().until(node.election()::isLeader);
		return node;
	}

	private RedisNode node() {
		RedisNode node = new RedisNode(this.redis, "test", TTL);
		this.resources.add(node);
		return node;
	}

	private ExecutorService threads(int number) {
		ExecutorService threads = Executors.newFixedThreadPool(number);
		this.resources.add(threads::shutdownNow);
		return threads;
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(10));
	}

}
