package io.github.leaderkit.context;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElection.GuardedCall;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.engine.ElectionEngine;
import io.github.leaderkit.store.memory.InMemoryLeaseStore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LeaderElectionsLifecycle}.
 */
@Timeout(30)
class LeaderElectionsLifecycleTests {

	private final ElectionEngine engine = new ElectionEngine(new InMemoryLeaseStore(System::currentTimeMillis),
			Duration.ofMillis(100), true);

	private final LeaderElection election = this.engine.create("default",
			ElectionSettings.withKey("app").ttl(Duration.ofSeconds(2)).drainTimeout(Duration.ofSeconds(10)).build());

	private final LeaderElectionsLifecycle lifecycle = new LeaderElectionsLifecycle(this.engine, false);

	@AfterEach
	void stop() throws Exception {
		this.engine.stop().toCompletableFuture().get(20, TimeUnit.SECONDS);
	}

	@Test
	void whenStartedButNotArmedThenItDoesNotContend() {
		this.lifecycle.start();
		assertThat(this.lifecycle.isRunning()).isTrue();
		assertThat(this.engine.isRunning()).isFalse();
	}

	@Test
	void whenArmedAfterTheStartThenItContends() {
		this.lifecycle.start();
		this.lifecycle.arm();
		awaitLeadership();
	}

	@Test
	void whenArmedBeforeTheStartThenItContendsAtTheStart() {
		this.lifecycle.arm();
		assertThat(this.engine.isRunning()).isFalse();
		this.lifecycle.start();
		awaitLeadership();
	}

	@Test
	void whenCreatedArmedThenItContendsAtTheStart() {
		new LeaderElectionsLifecycle(this.engine, true).start();
		awaitLeadership();
	}

	@Test
	void whenArmedAfterTheStopThenItDoesNotContend() {
		this.lifecycle.start();
		this.lifecycle.stop();
		this.lifecycle.arm();
		assertThat(this.lifecycle.isRunning()).isFalse();
		assertThat(this.engine.isRunning()).isFalse();
	}

	@Test
	void whenStartedAgainThenItContendsAtOnce() {
		lead();
		long term = this.election.leadership().orElseThrow().term();
		this.lifecycle.stop();
		assertThat(this.election.isLeader()).isFalse();
		this.lifecycle.start();
		awaitLeadership();
		assertThat(this.election.leadership().orElseThrow().term()).isGreaterThan(term);
	}

	@Test
	void whenStoppedThenTheCallbackIsRunOnceAfterTheDemotionWasTold() {
		Queue<String> order = new ConcurrentLinkedQueue<>();
		this.election.addListener((event) -> {
			if (event instanceof Demoted) {
				order.add("demoted");
			}
		});
		lead();
		this.lifecycle.stop(() -> order.add("callback"));
		Awaitility.await().until(() -> order.contains("callback"));
		assertThat(order).containsExactly("demoted", "callback");
	}

	@Test
	void whenStoppedBeforeItWasArmedThenTheCallbackIsRunAtOnce() {
		this.lifecycle.start();
		AtomicInteger callbacks = new AtomicInteger();
		this.lifecycle.stop(callbacks::incrementAndGet);
		assertThat(callbacks).hasValue(1);
	}

	@Test
	void whenGuardedWorkOfAnotherThreadRunsThenTheStopWaitsForIt() throws Exception {
		lead();
		CountDownLatch inside = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		CompletableFuture<Void> work = CompletableFuture.runAsync(() -> {
			try (GuardedCall call = this.election.tryEnter()) {
				inside.countDown();
				await(release);
			}
		});
		await(inside);
		CompletableFuture<Void> stopped = new CompletableFuture<>();
		this.lifecycle.stop(() -> stopped.complete(null));
		assertThat(this.lifecycle.isRunning()).isFalse();
		assertThat(stopped).isNotDone();
		assertThat(this.election.isLeader()).isTrue();
		release.countDown();
		stopped.get(10, TimeUnit.SECONDS);
		work.get(10, TimeUnit.SECONDS);
		assertThat(this.election.isLeader()).isFalse();
	}

	@Test
	void whenStoppedInsideOfGuardedWorkThenItDoesNotWaitForItself() {
		lead();
		AtomicInteger callbacks = new AtomicInteger();
		try (GuardedCall call = this.election.tryEnter()) {
			assertThat(call).isNotNull();
			this.lifecycle.stop(callbacks::incrementAndGet);
			assertThat(callbacks).hasValue(1);
			this.lifecycle.stop();
			assertThat(this.election.isLeader()).isTrue();
		}
		Awaitility.await().until(() -> !this.election.isLeader());
		assertThat(callbacks).hasValue(1);
	}

	@Test
	void whenStoppedByAListenerThenItDoesNotWaitForItself() {
		Queue<Boolean> returned = new ConcurrentLinkedQueue<>();
		AtomicInteger callbacks = new AtomicInteger();
		this.election.addListener((event) -> {
			if (event instanceof Promoted) {
				this.lifecycle.stop(callbacks::incrementAndGet);
				this.lifecycle.stop();
				returned.add(true);
			}
		});
		this.lifecycle.start();
		this.lifecycle.arm();
		Awaitility.await().until(() -> !returned.isEmpty());
		assertThat(callbacks).hasValue(1);
		Awaitility.await().until(() -> !this.election.isLeader());
	}

	@Test
	void whenStartedWhileAStopIsCompletingBehindThenItContendsAfterIt() {
		lead();
		long term = this.election.leadership().orElseThrow().term();
		try (GuardedCall call = this.election.tryEnter()) {
			assertThat(call).isNotNull();
			this.lifecycle.stop();
			this.lifecycle.start();
			assertThat(this.lifecycle.isRunning()).isTrue();
		}
		Awaitility.await().until(() -> this.election.leadership().filter((now) -> now.term() > term).isPresent());
	}

	@Test
	void itStopsAfterSchedulersAndBeforeConnections() {
		assertThat(this.lifecycle.getPhase()).isPositive().isLessThan(Integer.MAX_VALUE / 2);
		assertThat(this.lifecycle.isAutoStartup()).isTrue();
	}

	@Test
	void eventsArePublishedToTheApplicationContext() {
		List<Object> published = new CopyOnWriteArrayList<>();
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			context.addApplicationListener((event) -> {
				if (event instanceof PayloadApplicationEvent<?> payload) {
					published.add(payload.getPayload());
				}
			});
			context.refresh();
			LeadershipEvent event = new Promoted("default", 1, "here", Instant.EPOCH);
			new ApplicationEventPublishing(context).onEvent(event);
			assertThat(published).containsExactly(event);
		}
	}

	private void lead() {
		this.lifecycle.start();
		this.lifecycle.arm();
		awaitLeadership();
	}

	private void awaitLeadership() {
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(this.election::isLeader);
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
