package io.github.leaderkit.engine.decision;

import java.time.Duration;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.LeadershipEvent.LeaderChanged;
import io.github.leaderkit.engine.decision.Phase.Draining;
import io.github.leaderkit.engine.decision.Phase.Leaving;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseSignal.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an election does that may not lead, for now or ever, and one that has led for long
 * enough.
 */
class EligibilityTests {

	private static final Duration TENURE = Duration.ofSeconds(30);

	// observers

	@Test
	void whenItIsNoCandidateThenItOnlyLooks() {
		Scene scene = Scene.idle((settings) -> settings.candidate(false));
		scene.start();
		scene.peek();
		for (int i = 0; i < 20; i++) {
			scene.released(Scene.TERM);
			assertThat(scene.wakesIn()).hasSeconds(10);
			scene.wake();
			scene.peek();
			scene.held(3_000 * (i % 3));
			assertThat(scene.wakesIn()).isBetween(Duration.ofMillis(3_001), Duration.ofSeconds(10));
			scene.wake();
			scene.peek();
		}
	}

	@Test
	void whenItIsNoCandidateThenItHearsWhoLeadsAtOnce() {
		Scene scene = Scene.idle((settings) -> settings.candidate(false));
		scene.start();
		scene.free();
		scene.signal(Kind.GRANTED, Scene.TERM);
		scene.peek();
		scene.held(15_000);
		assertThat(scene.transition.events()).singleElement().isInstanceOf(LeaderChanged.class);
		scene.signal(Kind.RELEASED, Scene.TERM);
		scene.peek();
		scene.released(Scene.TERM);
		scene.asksNothing();
		assertThat(scene.state.leader()).isNull();
	}

	@Test
	void whenItIsNoCandidateAndALeaseRunsOutThenItDoesNotAskAgainAndAgain() {
		Scene scene = Scene.idle((settings) -> settings.candidate(false).rank(4));
		scene.start();
		scene.held(4_000);
		scene.wake();
		scene.peek();
		scene.held(-1);
		scene.asksNothing();
		assertThat(scene.wakesIn()).hasSeconds(10);
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOT_REPLICATED")
	void whenItMayNotLeadAndALookSucceedsAfterAnErrorThenItHasRecovered(ErrorKind kind) {
		Scene scene = Scene.acquiring();
		scene.mayLead(false);
		scene.failed(kind);
		while (!(scene.transition.call() instanceof LeaseRequest.Peek)) {
			if (scene.state.inFlight() instanceof LeaseRequest.Release) {
				scene.done();
			}
			else {
				scene.wake();
			}
		}
		scene.held(15_000);
		assertThat(scene.state.streak().failures()).isZero();
	}

	// vetoes

	@Test
	void whenALeaderMayNotLeadAnyMoreThenItDrainsAndReleasesAndOnlyLooks() {
		Scene scene = Scene.leading();
		scene.mayLead(false);
		scene.does(LeaseAction.Kind.SHUT);
		scene.workLeft();
		scene.closes(DemotionReason.INELIGIBLE);
		scene.told();
		scene.release();
		scene.done();
		assertThat(scene.hasLeft()).isTrue();
		assertThat(scene.wakesIn()).hasSeconds(1);
		scene.wake();
		scene.peek();
		scene.released(Scene.TERM);
		scene.asksNothing();
		assertThat(scene.wakesIn()).hasSeconds(10);
	}

	@Test
	void whenAttemptIsUnderWayAndItMayNotLeadThenAGrantIsReleasedAndNeverOpened() {
		Scene scene = Scene.acquiring();
		String owner = scene.acquire().owner();
		scene.mayLead(false);
		scene.asksNothing();
		scene.granted(Scene.TERM);
		assertThat(scene.transition.action()).isNull();
		assertThat(scene.release()).isEqualTo(owner);
		scene.done();
		scene.asksNothing();
		assertThat(scene.wakesIn()).hasSeconds(10);
		scene.wake();
		scene.peek();
	}

	@Test
	void whenTheVetoIsLiftedBeforeTheGrantThenItLeads() {
		Scene scene = Scene.acquiring();
		scene.mayLead(false);
		scene.mayLead(true);
		scene.granted(Scene.TERM);
		scene.does(LeaseAction.Kind.OPEN);
	}

	@Test
	void whenTheVetoIsLiftedWhileTheGrantIsBeingReleasedThenItAsksAfterThat() {
		Scene scene = Scene.acquiring();
		scene.mayLead(false);
		scene.granted(Scene.TERM);
		scene.release();
		scene.mayLead(true);
		scene.asksNothing();
		scene.done();
		assertThat(scene.acquire().attempt()).isEqualTo(2);
	}

	@Test
	void whenAttemptIsUnderWayAndItMayNotLeadAndTheOutcomeIsUnknownThenTheLeaseIsReleased() {
		Scene scene = Scene.acquiring();
		String owner = scene.acquire().owner();
		scene.mayLead(false);
		scene.failed(ErrorKind.UNREACHABLE);
		assertThat(scene.release()).isEqualTo(owner);
		scene.done();
		scene.wake();
		scene.peek();
	}

	@Test
	void whenTheVetoIsLiftedThenItContendsAtOnce() {
		Scene scene = Scene.following();
		scene.mayLead(false);
		scene.wake();
		scene.peek();
		scene.released(Scene.TERM);
		scene.mayLead(true);
		scene.acquire();
	}

	@Test
	void whenTheVetoIsLiftedThenARankStillLetsOthersGoFirst() {
		Scene scene = Scene.following((settings) -> settings.rank(2));
		scene.mayLead(false);
		scene.mayLead(true);
		scene.asksNothing();
		assertThat(scene.wakesIn()).hasMillis(120);
	}

	@Test
	void whenTheVetoIsLiftedDuringALookThenItAsksAfterThat() {
		Scene scene = Scene.following();
		scene.mayLead(false);
		scene.wake();
		scene.peek();
		scene.mayLead(true);
		scene.asksNothing();
		scene.released(Scene.TERM);
		scene.acquire();
	}

	@Test
	void whenTheVetoIsLiftedThenABackOffIsNotCutShort() {
		Scene scene = Scene.acquiring();
		scene.failed(ErrorKind.READ_ONLY);
		Duration backOff = scene.wakesIn();
		scene.mayLead(false);
		scene.mayLead(true);
		scene.asksNothing();
		assertThat(scene.wakesIn()).isEqualTo(backOff);
	}

	@Test
	void whenItMayLeadAsBeforeThenNothingChanges() {
		Scene scene = Scene.following();
		Duration wait = scene.wakesIn();
		scene.mayLead(true);
		scene.asksNothing();
		assertThat(scene.wakesIn()).isEqualTo(wait);
	}

	@Test
	void whenItMayNotLeadWhileItResignsThenTheReasonStaysAndItOnlyLooksAfterwards() {
		Scene scene = Scene.leading();
		scene.resign();
		scene.mayLead(false);
		assertThat(scene.transition.action()).isNull();
		scene.workLeft();
		scene.closes(DemotionReason.RESIGNED);
		scene.told();
		scene.done();
		scene.wake();
		scene.peek();
	}

	@Test
	void whenTheVetoIsLiftedWhileItDrainsThenTheLeadershipEndsAllTheSame() {
		Scene scene = Scene.leading();
		scene.mayLead(false);
		scene.mayLead(true);
		assertThat(scene.state.phase()).isInstanceOf(Draining.class);
		scene.workLeft();
		scene.closes(DemotionReason.INELIGIBLE);
		scene.told();
		scene.done();
		assertThat(scene.wakesIn()).hasSeconds(1);
		scene.wake();
		scene.acquire();
	}

	@Test
	void whenVetoedWhileItLeavesAndStartedAgainThenItOnlyLooks() {
		Scene scene = Scene.leading();
		scene.stop();
		scene.workLeft();
		assertThat(scene.state.phase()).isInstanceOf(Leaving.class);
		scene.mayLead(false);
		scene.start();
		scene.told();
		scene.release();
		scene.done();
		scene.peek();
		scene.released(Scene.TERM);
		scene.asksNothing();
	}

	@Test
	void whenVetoedBeforeTheStartThenItOnlyLooks() {
		Scene scene = Scene.idle();
		scene.mayLead(false);
		assertThat(scene.isIdle()).isTrue();
		scene.start();
		scene.free();
		scene.asksNothing();
	}

	@Test
	void whenTheLeaseHasEndedWhenItMayNotLeadThenItHasExpired() {
		Scene scene = Scene.leading();
		scene.pass(12_500).mayLead(false);
		scene.closes(DemotionReason.EXPIRED);
	}

	// tenure

	@Test
	void whenItHasLedForItsTenureThenItDrainsAndLetsOthersGoFirst() {
		Scene scene = Scene.leading((settings) -> settings.maxTenure(TENURE));
		long since = scene.now().nanos();
		renewUntilItDrains(scene);
		assertThat(Duration.ofNanos(scene.now().nanos() - since)).isEqualTo(TENURE);
		scene.does(LeaseAction.Kind.SHUT);
		scene.workLeft();
		scene.closes(DemotionReason.TENURE);
		scene.told();
		scene.release();
		scene.done();
		assertThat(scene.wakesIn()).hasSeconds(1);
		scene.wake();
		scene.acquire();
	}

	@Test
	void whenARenewalIsUnderWayAtTheEndOfTheTenureThenItStillDrains() {
		Scene scene = Scene.leading((settings) -> settings.maxTenure(Duration.ofSeconds(15)));
		while (scene.now().nanos() - ((Phase.Leading) scene.state.phase()).held().since() < 9_000 * Timing.MILLI) {
			scene.wake();
			if (scene.state.inFlight() != null) {
				scene.renewed();
			}
		}
		scene.wake();
		scene.renew();
		scene.pass(2_000).timer();
		assertThat(scene.state.phase()).isInstanceOf(Draining.class);
		scene.asksNothing();
	}

	@Test
	void whenTheMachineSleptThroughTheTenureThenTheLeadershipHasExpired() {
		Scene scene = Scene.leading((settings) -> settings.maxTenure(TENURE));
		scene.stepWall(60_000).timer();
		scene.closes(DemotionReason.EXPIRED);
	}

	@Test
	void whenTheWallClockIsSetAWhileThenTheTenureIsThatOfTheMonotonicClock() {
		Scene scene = Scene.leading((settings) -> settings.maxTenure(TENURE));
		long since = scene.now().nanos();
		scene.stepWall(-3_600_000);
		renewUntilItDrains(scene);
		assertThat(Duration.ofNanos(scene.now().nanos() - since)).isEqualTo(TENURE);
	}

	private static void renewUntilItDrains(Scene scene) {
		while (scene.isLeading()) {
			if (scene.state.inFlight() != null) {
				scene.renewed();
			}
			else {
				scene.wake();
			}
		}
	}

}
