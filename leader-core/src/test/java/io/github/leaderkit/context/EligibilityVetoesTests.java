package io.github.leaderkit.context;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderEligibility;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.engine.ElectionEngine;
import io.github.leaderkit.store.memory.InMemoryLeaseStore;
import io.github.leaderkit.testing.Alone;
import io.github.leaderkit.testing.SideBySide;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EligibilityVetoes}.
 */
@Tag("slow")
@Timeout(60)
@SideBySide
class EligibilityVetoesTests {

	private final ElectionEngine engine = new ElectionEngine(new InMemoryLeaseStore(System::currentTimeMillis),
			Duration.ofMillis(100), true);

	private final LeaderElection orders = create("orders");

	private final LeaderElection reports = create("reports");

	private final Map<String, LeaderEligibility> eligibilities = new ConcurrentHashMap<>();

	private final LeaderElectionsLifecycle lifecycle = new LeaderElectionsLifecycle(this.engine, true,
			new EligibilityVetoes(this.engine, () -> this.eligibilities));

	private final Queue<Demoted> demotions = new ConcurrentLinkedQueue<>();

	EligibilityVetoesTests() {
		this.engine.addListener((event) -> {
			if (event instanceof Demoted demoted) {
				this.demotions.add(demoted);
			}
		});
	}

	private LeaderElection create(String name) {
		return this.engine.create(name, ElectionSettings.withKey(name).ttl(Duration.ofSeconds(30)).build());
	}

	@AfterEach
	void stop() {
		this.lifecycle.stop();
	}

	@Test
	void whenOneObjectsThenTheElectionIsNeverLedAndOthersAre() {
		this.eligibilities.put("maintenance", (election) -> !election.equals("orders"));
		this.eligibilities.put("content", (election) -> true);
		this.lifecycle.start();
		await().until(this.reports::isLeader);
		await().during(Duration.ofMillis(1_500)).until(() -> !this.orders.isLeader());
		assertThat(this.demotions).isEmpty();
	}

	@Test
	void whenOneBeginsToObjectThenTheLeadershipIsGivenUpAndWonAgainWhenItDoesNotAnyMore() {
		Map<String, Boolean> answers = new ConcurrentHashMap<>(Map.of("orders", true, "reports", true));
		this.eligibilities.put("maintenance", answers::get);
		this.lifecycle.start();
		await().until(() -> this.orders.isLeader() && this.reports.isLeader());
		answers.put("orders", false);
		await().until(() -> !this.orders.isLeader());
		await().until(() -> !this.demotions.isEmpty());
		assertThat(this.demotions).extracting(Demoted::reason).containsExactly(DemotionReason.INELIGIBLE);
		assertThat(this.reports.isLeader()).isTrue();
		answers.put("orders", true);
		await().until(this.orders::isLeader);
	}

	@Test
	void whenOneFailsThenTheInstanceMayNotLeadUntilItAnswers() {
		List<Thread> askers = new CopyOnWriteArrayList<>();
		AtomicBoolean broken = new AtomicBoolean(true);
		this.eligibilities.put("broken", (election) -> {
			askers.add(Thread.currentThread());
			if (broken.get()) {
				throw new IllegalStateException("cannot say");
			}
			return true;
		});
		this.lifecycle.start();
		assertThat(askers).filteredOn(Thread.currentThread()::equals).hasSize(2);
		await().until(() -> askers.size() >= 4);
		assertThat(this.orders.isLeader()).isFalse();
		broken.set(false);
		await().until(() -> this.orders.isLeader() && this.reports.isLeader());
		assertThat(this.demotions).isEmpty();
	}

	@Test
	void whenAnElectionIsCreatedAtRunTimeThenItIsAskedForSoon() {
		this.eligibilities.put("maintenance", (election) -> !election.equals("late"));
		this.lifecycle.start();
		LeaderElection late = create("late");
		await().during(Duration.ofSeconds(2)).until(() -> !late.isLeader());
		await().until(this.orders::isLeader);
		this.engine.close("late").toCompletableFuture().join();
		this.eligibilities.clear();
		LeaderElection again = create("late");
		await().until(again::isLeader);
	}

	@Test
	void whenTheElectionsStopThenNobodyIsAskedAnyMoreAndTheReasonIsTheStop() throws Exception {
		AtomicInteger asked = new AtomicInteger();
		CountDownLatch stopping = new CountDownLatch(1);
		this.eligibilities.put("slow", (election) -> {
			if (asked.incrementAndGet() <= 2) {
				return true;
			}
			try {
				return stopping.await(20, TimeUnit.SECONDS) && asked.get() < 0;
			}
			catch (InterruptedException ex) {
				return false;
			}
		});
		this.lifecycle.start();
		await().until(() -> this.orders.isLeader() && this.reports.isLeader() && asked.get() > 2);
		CountDownLatch stopped = new CountDownLatch(1);
		this.lifecycle.stop(stopped::countDown);
		stopping.countDown();
		assertThat(stopped.await(20, TimeUnit.SECONDS)).isTrue();
		await().until(() -> this.demotions.size() == 2);
		assertThat(this.demotions).extracting(Demoted::reason).containsOnly(DemotionReason.STOPPED);
		int before = asked.get();
		await().during(Duration.ofMillis(1_500)).until(() -> asked.get() <= before + 1);
	}

	@Test
	void whenTheElectionsStartAgainThenTheyAreAskedForAgainBefore() {
		this.eligibilities.put("maintenance", (election) -> true);
		this.lifecycle.start();
		await().until(this.orders::isLeader);
		this.lifecycle.stop();
		this.eligibilities.put("maintenance", (election) -> false);
		this.demotions.clear();
		this.lifecycle.start();
		await().during(Duration.ofMillis(500)).until(() -> !this.orders.isLeader());
		this.eligibilities.put("maintenance", (election) -> true);
		await().until(this.orders::isLeader);
		assertThat(this.demotions).isEmpty();
	}

	@Test
	@Alone
	void whenThereIsNothingToAskThenNothingRuns() {
		this.lifecycle.start();
		await().until(this.orders::isLeader);
		await().during(Duration.ofMillis(1_500))
			.until(() -> threads().stream().noneMatch((name) -> name.startsWith("leader-completions")));
	}

	private static List<String> threads() {
		return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10));
	}

}
