package io.github.leaderkit.test.time;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.engine.ElectionEngine;
import io.github.leaderkit.store.LeaseStore;
import io.github.leaderkit.store.memory.InMemoryLeaseStore;
import io.github.leaderkit.test.time.ManualTask.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ManualTime}.
 */
@Timeout(30)
class ManualTimeTests {

	private final ManualTime time = new ManualTime(Instant.ofEpochMilli(1_000));

	private final List<String> done = new ArrayList<>();

	@Test
	void whenTimePassesThenWhatFallsDueIsDoneAtItsTimeAndInOrder() {
		remember("late", 2_000_000);
		remember("early", 1_000_000);
		remember("now", 0);
		remember("later", 3_000_000);
		this.time.pass(Duration.ofMillis(2));
		assertThat(this.done).containsExactly("now at 1000", "early at 1001", "late at 1002");
		assertThat(this.time.currentTimeMillis()).isEqualTo(1_002);
	}

	@Test
	void whenTheProcessStandsStillThenWhatFellDueIsDoneLate() {
		remember("early", 1_000_000);
		remember("late", 2_000_000);
		this.time.standStill(Duration.ofMillis(5));
		assertThat(this.done).containsExactly("early at 1005", "late at 1005");
	}

	@Test
	void whenAConditionIsMetThenNoMoreTimePasses() {
		remember("early", 1_000_000);
		remember("late", 2_000_000);
		assertThat(this.time.passUntil(() -> !this.done.isEmpty(), Duration.ofSeconds(1))).isTrue();
		assertThat(this.done).containsExactly("early at 1001");
		assertThat(this.time.passUntil(() -> false, Duration.ofSeconds(1))).isFalse();
		assertThat(this.time.currentTimeMillis()).isEqualTo(2_001);
	}

	@Test
	void whenTimeIsToGoBackThenItDoesNot() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.time.pass(Duration.ofMillis(-1)));
		assertThatIllegalArgumentException().isThrownBy(() -> this.time.standStill(Duration.ofMillis(-1)));
	}

	@Test
	void whenATaskIsCancelledThenItIsNotDone() {
		remember("never", 1_000_000).run();
		remember("not even now", 0).run();
		this.time.pass(Duration.ofSeconds(1));
		assertThat(this.done).isEmpty();
	}

	@Test
	void whenATaskFailsThenTheNextIsDone() {
		this.time.add(Kind.COMPLETION, 0, () -> {
			throw new IllegalStateException("as the test wants it");
		});
		remember("next", 0);
		this.time.settle();
		assertThat(this.done).hasSize(1);
	}

	@Test
	void whenAListenerCausesSomethingThenItIsDoneBeforeTheCallComesBack() {
		this.time.add(Kind.LISTENER, 0, () -> {
			assertThat(this.time.isAnnouncing()).isTrue();
			remember("inner", 0);
			this.time.pass(Duration.ofMillis(1));
			this.done.add("outer");
		});
		this.time.settle();
		assertThat(this.done).containsExactly("inner at 1000", "outer");
		assertThat(this.time.isAnnouncing()).isFalse();
	}

	@Test
	void whenTheLoopIsBusyThenNothingElseIsDoneOnIt() {
		this.time.add(Kind.LOOP, 0, () -> {
			remember("next", 0);
			this.time.settle();
			this.done.add("first");
		});
		this.time.settle();
		assertThat(this.done).containsExactly("first", "next at 1000");
	}

	@Test
	void whenAnotherThreadTellsAListenerThenASettlingThreadWaitsForIt() throws Exception {
		CountDownLatch inside = new CountDownLatch(1);
		CountDownLatch leave = new CountDownLatch(1);
		this.time.add(Kind.LISTENER, 0, () -> {
			inside.countDown();
			await(leave);
			this.done.add("told");
		});
		Thread other = new Thread(this.time::catchUp);
		other.start();
		await(inside);
		Thread settling = new Thread(() -> {
			this.time.settle();
			this.done.add("settled");
		});
		settling.start();
		while (settling.isAlive() && settling.getState() != Thread.State.WAITING) {
			Thread.onSpinWait();
		}
		leave.countDown();
		settling.join();
		assertThat(this.done).containsExactly("told", "settled");
	}

	@Test
	void whenEnginesGoByThisTimeThenALeaseEndsWhenItPasses() {
		InMemoryLeaseStore store = new InMemoryLeaseStore(this.time::currentTimeMillis);
		LeaderElection first = elect(store);
		assertThat(first.isLeader()).isTrue();
		LeaderElection second = elect(store.sharing());
		this.time.pass(Duration.ofMinutes(1));
		assertThat(first.isLeader()).isTrue();
		assertThat(second.isLeader()).isFalse();
		first.stop();
		assertThat(first.isLeader()).isFalse();
		assertThat(second.isLeader()).isTrue();
	}

	@Test
	void whenSomethingIsClaimedByHandThenThatIsDoneBeforeTheCallComesBack() {
		LeaderElection election = elect(new InMemoryLeaseStore(this.time::currentTimeMillis));
		assertThat(election.claim("import", 1).start().toCompletableFuture()).isCompletedWithValue(true);
		assertThat(election.claim("import", 1).start().toCompletableFuture()).isCompletedWithValue(false);
	}

	@Test
	void whenACallCouldNotBeMadeThenNothingWaitsForItsAnswer() {
		LeaderElection election = elect(new InMemoryLeaseStore(this.time::currentTimeMillis));
		election.addListener((event) -> this.done.add(event.getClass().getSimpleName()));
		this.done.clear();
		this.time.failNextCall();
		this.time.passUntil(() -> this.done.contains("Demoted"), Duration.ofSeconds(10));
		assertThat(this.done).containsExactly("Demoted", "Promoted", "LeaderChanged");
		this.time.failNextCall();
		assertThat(election.stop().toCompletableFuture()).isNotDone();
		this.time.pass(Duration.ofSeconds(1));
		assertThat(this.done).endsWith("Demoted");
		assertThat(election.stop().toCompletableFuture()).isDone();
	}

	private LeaderElection elect(LeaseStore store) {
		ElectionEngine engine = new ElectionEngine(this.time.runtime(store), Duration.ofMillis(100), true, 0);
		engine.start();
		return engine.create("orders", ElectionSettings.withKey("orders").build());
	}

	private Runnable remember(String name, long nanos) {
		return this.time.add(Kind.LOOP, nanos, () -> this.done.add(name + " at " + this.time.currentTimeMillis()));
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
