package io.github.leaderkit.engine.runtime;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.leaderkit.store.memory.InMemoryLeaseStore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which thread decides, and which announces what comes of it.
 */
class ThreadedElectionRuntimeTests {

	private static final int ANNOUNCING_THREADS = 4;

	private final ThreadedElectionRuntime runtime = new ThreadedElectionRuntime(
			new InMemoryLeaseStore(System::currentTimeMillis), () -> {
			});

	@BeforeEach
	void start() {
		this.runtime.start();
	}

	@AfterEach
	void stop() {
		CompletableFuture<Void> stopped = new CompletableFuture<>();
		this.runtime.stop(() -> stopped.complete(null));
		stopped.orTimeout(1, TimeUnit.MINUTES).join();
	}

	@Test
	void whenAThreadThatAnnouncesIsIdleThenItDecidesAndAnnouncesWhatComesOfIt() {
		await(announced());
		Awaitility.await().untilAsserted(() -> {
			CompletableFuture<Thread> announcing = new CompletableFuture<>();
			CompletableFuture<Thread> deciding = decided(() -> announce(announcing));
			assertThat(await(deciding).getName()).startsWith("leader-events-");
			assertThat(await(announcing)).isSameAs(await(deciding));
		});
	}

	@Test
	void whenMoreIsToBeAnnouncedThenNothingWaitsForTheFirst() {
		await(announced());
		Awaitility.await().untilAsserted(() -> {
			CountDownLatch second = new CountDownLatch(1);
			CompletableFuture<Boolean> first = new CompletableFuture<>();
			CompletableFuture<Thread> deciding = decided(() -> {
				this.runtime.announce(() -> first.complete(isReleased(second)));
				this.runtime.announce(second::countDown);
			});
			assertThat(first.get(1, TimeUnit.MINUTES)).isTrue();
			assertThat(await(deciding).getName()).startsWith("leader-events-");
		});
	}

	@Test
	void whileListenersHoldUpAllThreadsThatAnnounceDecisionsGoOn() {
		CountDownLatch end = new CountDownLatch(1);
		CountDownLatch held = new CountDownLatch(ANNOUNCING_THREADS);
		try {
			for (int i = 0; i < ANNOUNCING_THREADS; i++) {
				this.runtime.announce(() -> {
					held.countDown();
					isReleased(end);
				});
			}
			assertThat(isReleased(held)).isTrue();
			assertThat(await(decided(() -> {
			})).getName()).startsWith("leader-loop-");
		}
		finally {
			end.countDown();
		}
	}

	/**
	 * A thread that ends with an exception takes nothing along.
	 */
	@Test
	void whenAnAnnouncementFailsThenTheNextDecisionsAreAnnounced() {
		await(announced());
		for (int i = 0; i < 2 * ANNOUNCING_THREADS; i++) {
			await(decided(() -> this.runtime.announce(() -> {
				throw new IllegalStateException("as a test wants it");
			})));
		}
		CompletableFuture<Thread> announcing = new CompletableFuture<>();
		decided(() -> announce(announcing));
		assertThat(await(announcing).getName()).startsWith("leader-events-");
	}

	/**
	 * A timer that nobody waits for any more would keep the thread of the loop.
	 */
	@Test
	void whenNoAlarmIsSetAnyMoreThenNoThreadIsLeftAfterTheStop() {
		CompletableFuture<Alarm> alarm = new CompletableFuture<>();
		Thread loop = await(decided(() -> {
			alarm.complete(this.runtime.alarm(() -> {
			}));
			await(alarm).set(this.runtime.nanoTime() + TimeUnit.HOURS.toNanos(1));
		}));
		assertThat(loop.getName()).startsWith("leader-loop-");
		await(decided(await(alarm)::clear));
		stop();
		Awaitility.await().until(() -> !loop.isAlive());
	}

	private CompletableFuture<Thread> decided(Runnable decision) {
		CompletableFuture<Thread> by = new CompletableFuture<>();
		this.runtime.onLoop(() -> {
			decision.run();
			by.complete(Thread.currentThread());
		});
		return by;
	}

	private CompletableFuture<Thread> announced() {
		CompletableFuture<Thread> by = new CompletableFuture<>();
		announce(by);
		return by;
	}

	private void announce(CompletableFuture<Thread> by) {
		this.runtime.announce(() -> by.complete(Thread.currentThread()));
	}

	private static <T> T await(CompletableFuture<T> future) {
		return future.orTimeout(1, TimeUnit.MINUTES).join();
	}

	private static boolean isReleased(CountDownLatch latch) {
		try {
			return latch.await(1, TimeUnit.MINUTES);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
