package io.github.leaderkit.shedlock;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderSchedules;
import io.github.leaderkit.ScheduleSettings;
import io.github.leaderkit.ScheduleStatus;
import io.github.leaderkit.ScheduleStatus.Outcome;
import io.github.leaderkit.engine.ElectionEngine;
import io.github.leaderkit.store.LeaseStoreException;
import io.github.leaderkit.store.memory.InMemoryLeaseStore;
import io.github.leaderkit.test.time.ManualTime;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.support.LockException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link LeaderLockProvider}, with two instances, in virtual time.
 */
@Timeout(60)
class LeaderLockProviderTests {

	private static final String ELECTION = "orders";

	private static final String LOCK = "report";

	private static final String CLAIM = "lock:report";

	/** The shortest one, since a test waits for it. */
	private static final Duration TTL = ElectionSettings.MINIMUM_TTL;

	private static final Duration DRAIN = Duration.ofSeconds(20);

	private static final Duration AT_MOST = Duration.ofMinutes(10);

	private static final Duration MILLI = Duration.ofMillis(1);

	private final ManualTime time = new ManualTime(Instant.parse("2030-01-01T12:00:00Z"));

	private final InMemoryLeaseStore records = new InMemoryLeaseStore(this.time::currentTimeMillis);

	private final Node first = new Node("first");

	private final Node second = new Node("second");

	// Who gets it

	@Test
	void whenTheLeaderHasALockThenNobodyElseGetsItBeforeItIsUnlocked() {
		SimpleLock lock = this.first.lock().orElseThrow();
		assertThat(this.first.lock()).isEmpty();
		assertThat(this.first.lock("other")).isPresent();
		lock.unlock();
		assertThat(this.first.lock()).isPresent();
	}

	@Test
	void whenAnInstanceDoesNotLeadThenItGetsNoLockAndDoesNotAskRedis() {
		assertThat(this.second.lock()).isEmpty();
		assertThat(this.second.store.asked()).isZero();
		assertThat(this.first.lock()).isPresent();
		assertThat(this.first.store.asked()).isPositive();
	}

	@Test
	void whenALockIsTakenThenRedisIsAskedThreeTimesAndOnceMoreForANewName() {
		this.first.lock("other").orElseThrow().unlock();
		int before = this.first.store.asked();
		SimpleLock lock = this.first.lock().orElseThrow();
		assertThat(this.first.store.asked() - before).isEqualTo(4);
		lock.unlock();
		assertThat(this.first.store.asked() - before).isEqualTo(5);
		this.first.lock().orElseThrow();
		assertThat(this.first.store.asked() - before).isEqualTo(8);
	}

	@Test
	void whenTheElectionDoesNotRunThenNobodyGetsALock() {
		this.first.stop();
		assertThat(this.first.lock()).isEmpty();
	}

	@Test
	void whenAFormerLeaderStillHasTheLockThenTheNextOneDoesNotGetIt() {
		SimpleLock lock = this.first.lock().orElseThrow();
		handOver();
		assertThat(this.second.lock()).isEmpty();
		lock.unlock();
		assertThat(this.second.lock()).isPresent();
	}

	@Test
	void whenTheRecordIsLostThenTheLeaderWritesAgainWhoHasTheLock() {
		this.first.lock().orElseThrow();
		this.time.pass(TTL);
		this.records.forget(ELECTION);
		assertThat(this.first.lock()).isEmpty();
		this.time.pass(TTL);
		assertThat(this.first.lock()).isEmpty();
	}

	@Test
	void whenALockIsPausedThenNobodyGetsItBeforeItIsResumed() {
		this.first.lock().orElseThrow().unlock();
		this.second.schedules().pause(ELECTION, CLAIM);
		assertThat(this.first.lock()).isEmpty();
		this.second.schedules().resume(ELECTION, CLAIM);
		assertThat(this.first.lock()).isPresent();
	}

	@Test
	void whenALockIsForgottenThenItIsFreeAndTheFormerHolderDoesNotUnlockIt() {
		SimpleLock lock = this.first.lock().orElseThrow();
		this.second.schedules().forget(ELECTION, CLAIM);
		assertThat(this.first.lock()).isPresent();
		lock.unlock();
		assertThat(this.first.lock()).isEmpty();
	}

	// For how long

	@Test
	void whenAHolderNeverUnlocksThenTheNextLeaderGetsTheLockAfterItsLockAtMostFor() {
		SimpleLock lock = this.first.lock().orElseThrow();
		handOver();
		this.time.pass(AT_MOST.minus(MILLI).minus(DRAIN));
		assertThat(this.second.lock()).isEmpty();
		this.time.pass(MILLI);
		assertThat(this.second.lock()).isPresent();
		lock.unlock();
		assertThat(this.second.lock()).as("the former one has unlocked too late").isEmpty();
	}

	@Test
	void whenALockIsHeldThenTheLockAtMostForOfWhoeverAsksCounts() {
		this.first.lock().orElseThrow();
		this.time.pass(Duration.ofSeconds(1));
		assertThat(this.first.lock(LOCK, Duration.ofMillis(1001), Duration.ZERO)).isEmpty();
		assertThat(this.first.lock(LOCK, Duration.ofMillis(1000), Duration.ZERO)).isPresent();
	}

	@Test
	void whenALockIsUnlockedBeforeItsLockAtLeastForThenItIsFreeAfterThat() {
		Duration atLeast = Duration.ofSeconds(30);
		this.first.lock(LOCK, AT_MOST, atLeast).orElseThrow().unlock();
		assertThat(this.first.lock(LOCK, AT_MOST, atLeast)).isEmpty();
		this.first.election.resign();
		this.time.pass(atLeast.minus(MILLI));
		assertThat(this.second.election.isLeader()).isTrue();
		assertThat(this.second.lock(LOCK, AT_MOST, atLeast)).isEmpty();
		this.time.pass(MILLI);
		assertThat(this.second.lock(LOCK, AT_MOST, atLeast)).isPresent();
	}

	@Test
	void whenALockIsForEverThenNobodyElseGetsIt() {
		this.first.lock().orElseThrow();
		this.time.pass(AT_MOST);
		assertThat(this.first.lock(LOCK, Duration.ofSeconds(Long.MAX_VALUE), Duration.ZERO)).isEmpty();
	}

	// A leader that gives up

	@Test
	void whenALeaderStopsThenItWaitsForTheLockAndGivesNoOther() {
		SimpleLock lock = this.first.lock().orElseThrow();
		CompletableFuture<Void> stopped = this.first.stop();
		assertThat(this.first.election.isLeader()).isTrue();
		assertThat(this.first.lock("other")).isEmpty();
		assertThat(stopped).isNotDone();
		lock.unlock();
		assertThat(stopped).isDone();
		this.time.pass(TTL);
		assertThat(this.second.lock()).isPresent();
	}

	// A lock

	@Test
	void whenALockIsUnlockedTwiceThenTheSecondTimeFailsAndTheNextHolderKeepsIt() {
		SimpleLock lock = this.first.lock().orElseThrow();
		lock.unlock();
		this.first.lock().orElseThrow();
		assertThatIllegalStateException().isThrownBy(lock::unlock);
		assertThat(this.first.lock()).isEmpty();
	}

	@Test
	void whenALockIsToBeExtendedThenItIsNot() {
		SimpleLock lock = this.first.lock().orElseThrow();
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> lock.extend(AT_MOST, Duration.ZERO))
			.withMessageContaining("cannot be extended");
		lock.unlock();
	}

	@Test
	void whenALockIsHeldThenItIsGuardedWorkAndHasAStatus() {
		SimpleLock lock = this.first.lock().orElseThrow();
		assertThat(this.first.election.status().work().inside()).isOne();
		assertThat(status()).satisfies((status) -> {
			assertThat(status.outcome()).isEqualTo(Outcome.RUNNING);
			assertThat(status.instance()).isEqualTo("first");
			assertThat(status.planned()).isEqualTo(Instant.ofEpochMilli(1));
		});
		lock.unlock();
		assertThat(this.first.election.status().work().inside()).isZero();
		assertThat(status().outcome()).isEqualTo(Outcome.DONE);
		this.first.lock().orElseThrow();
		assertThat(status().planned()).isEqualTo(Instant.ofEpochMilli(2));
	}

	// Names

	@Test
	void whenALockHasAnyNameThenItIsALockOfItsOwn() {
		for (String name : new String[] { "a b", "a#20b", "\u00fcbersicht", "{x}", "a|b", " ", "#", "lock:report" }) {
			assertThat(this.first.lock(name)).as(name).isPresent();
			assertThat(this.first.lock(name)).as(name).isEmpty();
		}
		assertThat(this.first.lock()).isPresent();
	}

	@Test
	void whenANameIsTooLongThenEveryInstanceSaysSo() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.second.lock("x".repeat(124)));
	}

	@Test
	void whenTheElectionHasAScheduleOfThatNameThenNobodyGetsTheLock() {
		this.first.schedules()
			.add(ELECTION, ScheduleSettings.fixedRate(CLAIM, Duration.ofHours(1)), (fire) -> null, Runnable::run);
		assertThatExceptionOfType(LockException.class).isThrownBy(this.first::lock)
			.withCauseInstanceOf(IllegalArgumentException.class)
			.withMessageContaining("'report'");
	}

	// A store that does not answer

	@Test
	void whenAnAnswerIsLostThenTheLockIsAskedForAgain() {
		this.first.lock().orElseThrow().unlock();
		this.first.store.loseAnswerToNextChange(false);
		SimpleLock lock = this.first.lock().orElseThrow();
		assertThat(status().outcome()).isEqualTo(Outcome.RUNNING);
		assertThat(this.first.election.status().work().inside()).isOne();
		lock.unlock();
		assertThat(this.first.lock()).isPresent();
	}

	@Test
	void whenNothingIsAnsweredAfterTheClaimThenItIsOfNobodyUntilItsLockAtMostForIsOver() {
		this.first.lock().orElseThrow().unlock();
		this.first.store.loseAnswerToNextChange(true);
		assertThatExceptionOfType(LockException.class).isThrownBy(this.first::lock)
			.withCauseInstanceOf(LeaseStoreException.class)
			.withMessageContaining("'orders'")
			.withMessageContaining("'report'");
		assertThat(this.first.election.status().work().inside()).isZero();
		this.first.store.heal();
		assertThat(this.first.lock()).isEmpty();
		this.time.pass(AT_MOST);
		assertThat(this.first.lock()).isPresent();
	}

	@Test
	void whenAnAnswerComesTooLateThenTheClaimIsEnded() {
		this.first.store.holdBack();
		assertThatExceptionOfType(LockException.class).isThrownBy(this.first::lock)
			.withCauseInstanceOf(TimeoutException.class);
		assertIsEndedLater();
	}

	@Test
	void whenTheThreadIsInterruptedThenItStaysSoAndTheClaimIsEnded() {
		this.first.store.holdBack();
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(LockException.class).isThrownBy(this.first::lock)
			.withCauseInstanceOf(InterruptedException.class);
		assertThat(Thread.interrupted()).isTrue();
		assertIsEndedLater();
	}

	private void assertIsEndedLater() {
		this.first.store.heal();
		this.time.settle();
		assertThat(status().outcome()).isEqualTo(Outcome.DONE);
		assertThat(this.first.election.status().work().inside()).isZero();
		assertThat(this.first.lock()).isPresent();
	}

	/**
	 * The first instance gives up, although it still has a lock.
	 */
	private void handOver() {
		this.first.election.resign();
		this.time.pass(DRAIN);
		assertThat(this.first.election.isLeader()).isFalse();
		assertThat(this.second.election.isLeader()).isTrue();
	}

	private ScheduleStatus status() {
		return this.second.schedules()
			.lookUp(ELECTION)
			.toCompletableFuture()
			.join()
			.stream()
			.filter((status) -> status.name().equals(CLAIM))
			.findFirst()
			.orElseThrow();
	}

	/**
	 * An instance of the application.
	 */
	private final class Node {

		private final FaultyStore store = new FaultyStore(LeaderLockProviderTests.this.records.sharing());

		private final ElectionEngine engine = new ElectionEngine(LeaderLockProviderTests.this.time.runtime(this.store),
				Duration.ofMillis(80), true, 0);

		private final LeaderElection election;

		private final LockProvider provider;

		Node(String instance) {
			this.engine.start();
			this.election = this.engine.create(ELECTION,
					ElectionSettings.withKey(ELECTION).ttl(TTL).drainTimeout(DRAIN).instance(instance).build());
			this.provider = new LeaderLockProvider(this.election, schedules());
		}

		LeaderSchedules schedules() {
			return this.engine.schedules();
		}

		Optional<SimpleLock> lock() {
			return lock(LOCK);
		}

		Optional<SimpleLock> lock(String name) {
			return lock(name, AT_MOST, Duration.ZERO);
		}

		Optional<SimpleLock> lock(String name, Duration atMost, Duration atLeast) {
			// Of no consequence: the clock of the machine
			return this.provider.lock(new LockConfiguration(Instant.EPOCH, name, atMost, atLeast));
		}

		CompletableFuture<Void> stop() {
			return this.engine.stop().toCompletableFuture();
		}

	}

}
