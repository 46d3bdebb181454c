package io.github.leaderkit.engine.decision;

import java.time.Duration;

import io.github.leaderkit.ElectionSettings.Safety;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseSignal.Kind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How a follower lets others go first: the lower its rank, and one step more while its
 * process leads its share.
 */
class DeferenceTests {

	private static final String THIRD = "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee#1";

	@Test
	void whenThereIsNoRecordThenARankAsksForTheLeaseAfterItsSteps() {
		Scene scene = Scene.idle((settings) -> settings.rank(3));
		scene.start();
		scene.free();
		scene.asksNothing();
		assertThat(scene.wakesIn()).hasMillis(180);
		scene.wake();
		assertThat(scene.acquire().attempt()).isEqualTo(1);
	}

	@Test
	void whenTheLeaseIsReleasedThenARankAsksAfterItsSteps() {
		Scene scene = Scene.following((settings) -> settings.rank(2));
		scene.signal(Kind.RELEASED, Scene.TERM);
		scene.asksNothing();
		assertThat(scene.wakesIn()).hasMillis(120);
		scene.wake();
		scene.acquire();
	}

	@Test
	void whenARankHasWaitedAndReadsTheClockFirstThenItDoesNotWaitAgain() {
		Scene scene = Scene.following((settings) -> settings.rank(9).waitTime(Duration.ofSeconds(30)));
		scene.pass(14_000);
		scene.signal(Kind.RELEASED, Scene.TERM);
		assertThat(scene.wakesIn()).hasMillis(540);
		scene.wake();
		scene.peek();
		scene.released(Scene.TERM);
		scene.acquire();
	}

	@Test
	void whenTheProcessLeadsItsShareThenItAsksOneStepLater() {
		Scene scene = Scene.following((settings) -> settings.rank(2)).quotaReached(true);
		scene.signal(Kind.RELEASED, Scene.TERM);
		assertThat(scene.wakesIn()).hasMillis(180);
		Scene first = Scene.following().quotaReached(true);
		first.signal(Kind.RELEASED, Scene.TERM);
		assertThat(first.wakesIn()).hasMillis(60);
	}

	@Test
	void whenTheProcessStillLeadsItsShareThenItGoesOnToLetOthersGoFirstButNotForEver() {
		Scene scene = Scene.following().quotaReached(true);
		scene.signal(Kind.RELEASED, Scene.TERM);
		for (int i = 0; i < 2; i++) {
			scene.wake();
			scene.asksNothing();
			assertThat(scene.wakesIn()).hasMillis(60);
		}
		scene.wake();
		scene.acquire();
	}

	@Test
	void whenTheProcessLeadsItsShareByTheTimeTheLeaseEndsThenItLooksAndLetsOthersGoFirst() {
		Scene scene = Scene.acquiring();
		scene.held(4_000);
		scene.quotaReached(true);
		scene.wake();
		scene.peek();
		scene.held(-1);
		assertThat(scene.wakesIn()).hasMillis(60);
		scene.quotaReached(false).wake();
		scene.acquire();
	}

	@Test
	void whenTheProcessLeadsItsShareNoMoreThenItAsksAtOnce() {
		Scene scene = Scene.acquiring();
		scene.held(4_000);
		scene.quotaReached(true).pass(4_001).timer();
		scene.peek();
		scene.quotaReached(false).held(-1);
		scene.acquire();
	}

	@Test
	void whenALeaseRunsOutThenARankLooksAndAsksAfterItsSteps() {
		Scene scene = Scene.idle((settings) -> settings.rank(1));
		scene.start();
		scene.held(4_000);
		assertThat(scene.wakesIn()).hasMillis(4_001);
		scene.wake();
		scene.peek();
		scene.held(-1);
		assertThat(scene.wakesIn()).hasMillis(60);
		scene.wake();
		scene.acquire();
	}

	@Test
	void whenAnotherLeadsThenARankOnlyLooks() {
		Scene scene = Scene.following((settings) -> settings.rank(1));
		for (int i = 0; i < 5; i++) {
			scene.wake();
			scene.peek();
			scene.held(15_000);
			assertThat(scene.wakesIn()).hasSeconds(10);
		}
	}

	@Test
	void whenTheLeaseEndsWithinTheWaitThenTheTurnOfARankIsNotCutShortByThePoll() {
		Scene scene = Scene.following((settings) -> settings.rank(9).waitTime(Duration.ofMillis(500)));
		scene.wake();
		scene.held(300);
		scene.wake();
		scene.peek();
		scene.held(-1);
		assertThat(scene.wakesIn()).hasMillis(540);
	}

	@Test
	void whenStrictThenARankAsksAfterItsStepsToo() {
		Scene scene = Scene.following((settings) -> settings.rank(2).safety(Safety.STRICT));
		while (scene.now().nanos() - scene.state.known().earnedAt(15_000) < 0) {
			scene.wake();
			scene.peek();
			scene.held(Scene.OTHER, Scene.TERM, scene.state.known().expiry() - scene.serverTime(), 15_000);
		}
		scene.asksNothing();
		assertThat(scene.wakesIn()).hasMillis(120);
		scene.wake();
		assertThat(scene.acquire().earned()).isNotEmpty();
	}

	@Test
	void whenTheReleaseIsToldAgainAndAgainThenTheTurnComesAllTheSame() {
		Scene scene = Scene.following((settings) -> settings.rank(9));
		long begin = scene.now().nanos();
		for (int i = 0; i < 10 && scene.state.inFlight() == null; i++) {
			scene.signal((i % 2 == 0) ? Kind.RELEASED : Kind.SUBSCRIBED, Scene.TERM);
			scene.pass(700).timer();
		}
		assertThat(scene.state.inFlight()).isInstanceOf(LeaseRequest.Acquire.class);
		assertThat(scene.now().nanos() - begin).isLessThanOrEqualTo(4 * 720 * Timing.MILLI);
	}

	@Test
	void whenOneIsGrantedTheLeaseAgainAndAgainAndDoesNotKeepItThenTheTurnComes() {
		Scene scene = Scene.following((settings) -> settings.rank(9));
		int taken = 0;
		scene.signal(Kind.RELEASED, Scene.TERM);
		for (long term = Scene.TERM + 1; scene.state.inFlight() == null && taken < 20; term++, taken++) {
			scene.signal(Kind.GRANTED, term);
			scene.held("dddddddddddddddddddddddddddddddd#" + term, term, 15_000, 15_000);
			scene.pass(100).signal(Kind.RELEASED, term);
		}
		scene.acquire();
		assertThat(taken).isEqualTo(3);
	}

	@Test
	void whenALeaderWasSeenToKeepTheLeaseThenItIsLeftToOthersAgain() {
		Scene scene = Scene.following((settings) -> settings.rank(1));
		long term = Scene.TERM;
		for (int i = 0; i < 10; i++) {
			scene.signal(Kind.RELEASED, term);
			assertThat(scene.wakesIn()).as("time " + i).hasMillis(60);
			scene.signal(Kind.GRANTED, ++term);
			scene.held(THIRD, term, 15_000, 15_000);
			scene.wake();
			scene.held(THIRD, term, 15_000, 15_000);
		}
	}

	@Test
	void whenAnotherWasFasterThenARankWaitsForItsLeaseToEnd() {
		Scene scene = Scene.following((settings) -> settings.rank(1));
		scene.signal(Kind.RELEASED, Scene.TERM);
		scene.wake();
		scene.acquire();
		scene.held(THIRD, Scene.TERM + 1, 15_000, 15_000);
		assertThat(scene.wakesIn()).hasSeconds(10);
	}

	@Test
	void whenItFailsThenABackOffIsNotCutShort() {
		Scene scene = Scene.following((settings) -> settings.rank(1));
		scene.wake();
		scene.failed(ErrorKind.UNREACHABLE);
		Duration backOff = scene.wakesIn();
		scene.signal(Kind.RELEASED, Scene.TERM);
		assertThat(scene.wakesIn()).isEqualTo(backOff);
	}

	@Test
	void whenALeaderResignsThenEveryOtherComesBeforeIt() {
		assertThat(Timing.RESIGNATION_PAUSE - 12 * Timing.DEFERENCE_STEP).isGreaterThanOrEqualTo(200 * Timing.MILLI);
	}

}
