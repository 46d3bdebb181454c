package io.github.leaderkit.engine.decision;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ElectionSettings.OnError;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseSignal.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an election does that resigns or stops.
 */
class LeavingTests {

	@Test
	void whenLeaderResignsThenNoNewWorkIsLetInAndItLeadsUntilTheWorkHasLeft() {
		Scene scene = Scene.leading();
		scene.resign();
		scene.does(LeaseAction.Kind.SHUT);
		scene.asksNothing();
		assertThat(scene.hasLeft()).isFalse();
		scene.wake();
		scene.renew();
		assertThat(scene.transition.action()).isNull();
		scene.renewed();
		scene.does(LeaseAction.Kind.EXTEND);
		scene.workLeft();
		scene.closes(DemotionReason.RESIGNED);
	}

	@Test
	void whenTheWorkHasLeftThenTheLeaseIsHeldUntilTheListenersHaveHeard() {
		Scene scene = Scene.leading();
		scene.resign();
		scene.workLeft();
		scene.closes(DemotionReason.RESIGNED);
		scene.asksNothing();
		assertThat(scene.hasLeft()).isFalse();
		scene.wake();
		scene.renew();
		scene.renewed();
		assertThat(scene.transition.action()).as("the guard stays false").isNull();
		scene.told();
		assertThat(scene.release()).isEqualTo(scene.state.instance() + "#1");
		assertThat(scene.hasLeft()).isFalse();
		scene.done();
		assertThat(scene.hasLeft()).isTrue();
		assertThat(scene.transition.incidents()).isEmpty();
	}

	@Test
	void whenResignedThenOthersGoFirstForASecondEvenIfAMessageComes() {
		Scene scene = resigned();
		assertThat(scene.isFollowing()).isTrue();
		assertThat(scene.wakesIn()).hasSeconds(1);
		scene.pass(400).signal(Kind.RELEASED, Scene.TERM);
		scene.asksNothing();
		assertThat(scene.wakesIn()).hasMillis(600);
		scene.wake();
		assertThat(scene.acquire().attempt()).isEqualTo(2);
	}

	@Test
	void whenResignedAndTheRecordIsLookedAtThenOthersStillGoFirst() {
		Scene scene = resigned();
		scene.pass(100).signal(Kind.GRANTED, Scene.TERM + 1);
		scene.peek();
		scene.released(Scene.TERM + 1);
		scene.asksNothing();
		assertThat(scene.wakesIn()).hasMillis(900);
	}

	@Test
	void whenWorkDoesNotLeaveThenLeadershipEndsAndTheLeaseIsReleasedAtTheDrainTimeout() {
		Scene scene = Scene.leading();
		scene.resign();
		renewUntil(scene, 20_000);
		scene.closes(DemotionReason.RESIGNED);
		assertThat(scene.transition.incidents()).containsExactly(Incident.DRAIN_TIMED_OUT);
		scene.release();
		scene.done();
		assertThat(scene.hasLeft()).isTrue();
	}

	@Test
	void whenAListenerDoesNotReturnThenTheLeaseIsReleasedAtTheDrainTimeout() {
		Scene scene = Scene.leading();
		scene.stop();
		scene.pass(2_000).workLeft();
		renewUntil(scene, 18_000);
		assertThat(scene.transition.incidents()).containsExactly(Incident.DRAIN_TIMED_OUT);
		scene.release();
		scene.done();
		assertThat(scene.hasLeft()).isTrue();
		assertThat(scene.isIdle()).isTrue();
	}

	@Test
	void whenTheDrainTimeoutIsOverWhileARenewalIsUnderWayThenTheReleaseFollowsIt() {
		Scene scene = Scene.leading((settings) -> settings.drainTimeout(Duration.ofSeconds(5)));
		scene.stop();
		scene.wake();
		assertThat(scene.transition.cancels()).isTrue();
		scene.wake();
		scene.renew();
		scene.wake();
		scene.closes(DemotionReason.STOPPED);
		scene.asksNothing();
		assertThat(scene.hasLeft()).isFalse();
		scene.failed(ErrorKind.UNREACHABLE);
		scene.release();
		scene.done();
		assertThat(scene.hasLeft()).isTrue();
	}

	@Test
	void whenTheDrainTimeoutIsShortBesideTheTtlThenWorkIsCancelledHalfwayAndNotAtOnce() {
		Scene scene = Scene.leading((settings) -> settings.drainTimeout(Duration.ofSeconds(1)));
		scene.stop();
		assertThat(scene.transition.cancels()).isFalse();
		assertThat(scene.wakesIn()).hasMillis(500);
		scene.wake();
		assertThat(scene.transition.cancels()).isTrue();
		assertThat(scene.wakesIn()).hasMillis(500);
	}

	@Test
	void whenTheDrainTimeoutIsZeroThenTheLeaseIsReleasedAtOnceAfterTheDemotion() {
		Scene scene = Scene.leading((settings) -> settings.drainTimeout(Duration.ZERO));
		scene.stop();
		scene.closes(DemotionReason.STOPPED);
		scene.release();
		scene.done();
		assertThat(scene.isIdle()).isTrue();
		assertThat(scene.hasLeft()).isTrue();
	}

	@Test
	void whenItIsToStopAndMoreHasChangedSinceTheLastTurnThenTheStopIsTheReason() {
		for (UnaryOperator<DesiredState> change : List.<UnaryOperator<DesiredState>>of(
				(desired) -> desired.mayLead(false), DesiredState::resigning,
				(desired) -> desired.resigning().mayLead(false))) {
			Scene scene = Scene.leading();
			scene.wish(change).stop();
			scene.workLeft();
			scene.closes(DemotionReason.STOPPED);
			scene.told();
			scene.release();
			scene.done();
			assertThat(scene.isIdle()).isTrue();
		}
	}

	@Test
	void whenItIsToStopAndStartAndMayNotLeadThenItStopsAndOnlyLooks() {
		Scene scene = Scene.leading();
		scene.wish((desired) -> desired.contendingAs("%032x".formatted(7)).mayLead(false)).timer();
		scene.workLeft();
		scene.closes(DemotionReason.STOPPED);
		scene.told();
		scene.release();
		scene.done();
		scene.peek();
	}

	@Test
	void whenLeaderStopsThenItDrainsTellsReleasesAndIsIdle() {
		Scene scene = Scene.leading();
		scene.stop();
		scene.does(LeaseAction.Kind.SHUT);
		scene.workLeft();
		scene.closes(DemotionReason.STOPPED);
		scene.told();
		scene.release();
		scene.done();
		assertThat(scene.hasLeft()).isTrue();
		assertThat(scene.isIdle()).isTrue();
		assertThat(scene.transition.wakes()).isFalse();
		assertThat(scene.state.leader()).isNull();
	}

	@Test
	void whenTheReleaseFailsThenItIsTriedAgain() {
		Scene scene = Scene.leading();
		scene.stop();
		scene.workLeft();
		scene.told();
		String owner = scene.release();
		scene.failed(ErrorKind.UNREACHABLE);
		assertThat(scene.hasLeft()).isFalse();
		scene.wake();
		assertThat(scene.release()).isEqualTo(owner);
		scene.done();
		assertThat(scene.isIdle()).isTrue();
	}

	@Test
	void whenTheGuardCouldNotBeOpenedThenAStopWaitsForNobody() {
		Scene scene = Scene.acquiring();
		scene.grantedTooLate(Scene.TERM);
		scene.stop();
		scene.closes(DemotionReason.EXPIRED);
		scene.timer();
		scene.release();
		scene.done();
		assertThat(scene.isIdle()).isTrue();
		assertThat(scene.transition.incidents()).isEmpty();
	}

	@Test
	void whenNothingIsHeardOfTheReleaseThenItIsTriedAgain() {
		Scene scene = Scene.leading();
		scene.resign();
		scene.workLeft();
		scene.told();
		scene.release();
		scene.wake();
		scene.asksNothing();
		scene.wake();
		scene.release();
		scene.done();
		assertThat(scene.isFollowing()).isTrue();
	}

	@Test
	void whenTheLeaseHasEndedByItselfThenItsReleaseIsTriedNoMore() {
		Scene scene = Scene.leading();
		scene.stop();
		scene.workLeft();
		scene.told();
		long begin = scene.now().nanos();
		while (!scene.isIdle()) {
			scene.pass(scene.timing.command() / Timing.MILLI);
			scene.failed(ErrorKind.UNREACHABLE);
			if (!scene.isIdle()) {
				scene.wake();
				scene.release();
			}
		}
		assertThat(Duration.ofNanos(scene.now().nanos() - begin)).isBetween(Duration.ofSeconds(12),
				Duration.ofSeconds(15).plusNanos(scene.timing.command()));
	}

	@ParameterizedTest
	@EnumSource(names = { "DENIED", "FOREIGN_DATA" })
	void whenAReleaseCannotSucceedThenItIsNotTriedAgain(ErrorKind kind) {
		Scene scene = Scene.leading();
		scene.stop();
		scene.workLeft();
		scene.told();
		scene.failed(kind);
		assertThat(scene.isIdle()).isTrue();
	}

	@Test
	void whenTheDrainTimeoutIsOverThenTheReleaseIsTriedOnce() {
		Scene scene = Scene.leading((settings) -> settings.drainTimeout(Duration.ZERO));
		scene.stop();
		scene.release();
		scene.failed(ErrorKind.UNREACHABLE);
		assertThat(scene.isIdle()).isTrue();
	}

	@Test
	void whenStoppedThenItRemembersWhatWouldShowThatTheStoreLostIt() {
		Scene scene = Scene.following();
		long expiry = scene.state.known().expiry();
		scene.stop();
		scene.pass(20_000);
		String instance = scene.start();
		scene.peek();
		scene.stepServer(8_000).free();
		assertThat(scene.acquire().rebase()).isTrue();
		assertThat(scene.acquire().minTerm()).isEqualTo(Scene.TERM);
		assertThat(scene.acquire().minExpiry()).isEqualTo(expiry);
		assertThat(scene.acquire().owner()).isEqualTo(instance + "#1");
	}

	@Test
	void whenAFollowerStopsWhoseListenersHaveNotHeardYetThatItLostThenItWaitsForThem() {
		Scene scene = Scene.leading();
		scene.pass(12_500).timer();
		scene.closes(DemotionReason.EXPIRED);
		scene.workLeft();
		scene.release();
		scene.done();
		scene.stop();
		assertThat(scene.hasLeft()).isFalse();
		scene.told();
		assertThat(scene.hasLeft()).isTrue();
		assertThat(scene.isIdle()).isTrue();
	}

	@Test
	void whenAFollowerStopsThenItIsIdleAtOnceAndHearsNothingMore() {
		Scene scene = Scene.following();
		scene.stop();
		assertThat(scene.hasLeft()).isTrue();
		assertThat(scene.isIdle()).isTrue();
		scene.asksNothing();
		scene.signal(Kind.RELEASED, Scene.TERM);
		scene.asksNothing();
		scene.pass(60_000).timer();
		scene.asksNothing();
	}

	@Test
	void whenIdleThenStopAndResignAreFulfilledAtOnce() {
		Scene scene = Scene.idle();
		scene.stop();
		assertThat(scene.hasLeft()).isTrue();
		scene.resign();
		assertThat(scene.hasLeft()).isTrue();
		scene.asksNothing();
	}

	@Test
	void whenStoppedDuringTheFirstLookThenItWaitsForIt() {
		Scene scene = Scene.idle();
		scene.start();
		scene.stop();
		assertThat(scene.hasLeft()).isFalse();
		scene.free();
		scene.asksNothing();
		assertThat(scene.hasLeft()).isTrue();
		assertThat(scene.isIdle()).isTrue();
	}

	@Test
	void whenStoppedWhileAnAttemptIsUnderWayThenAGrantIsReleasedAndNeverLed() {
		Scene scene = Scene.acquiring();
		String owner = scene.acquire().owner();
		scene.stop();
		scene.asksNothing();
		assertThat(scene.hasLeft()).isFalse();
		scene.granted(Scene.TERM);
		assertThat(scene.transition.action()).isNull();
		assertThat(scene.release()).isEqualTo(owner);
		scene.done();
		assertThat(scene.hasLeft()).isTrue();
		assertThat(scene.isIdle()).isTrue();
	}

	@ParameterizedTest
	@EnumSource(names = { "UNREACHABLE", "UNKNOWN", "NOT_REPLICATED" })
	void whenStoppedWhileAnAttemptIsUnderWayWhoseOutcomeStaysUnknownThenItIsReleased(ErrorKind kind) {
		Scene scene = Scene.acquiring();
		String owner = scene.acquire().owner();
		scene.stop();
		scene.failed(kind);
		assertThat(scene.release()).isEqualTo(owner);
		scene.done();
		assertThat(scene.hasLeft()).isTrue();
	}

	@ParameterizedTest
	@EnumSource(names = { "BUSY", "READ_ONLY", "WRITES_REFUSED", "DENIED", "FOREIGN_DATA" })
	void whenStoppedWhileAnAttemptIsUnderWayThatDoesNothingThenNothingIsReleased(ErrorKind kind) {
		Scene scene = Scene.acquiring();
		scene.stop();
		scene.failed(kind);
		scene.asksNothing();
		assertThat(scene.hasLeft()).isTrue();
	}

	@Test
	void whenStoppedWhileAnAttemptIsUnderWayThatIsNotGrantedThenNothingIsReleased() {
		Scene scene = Scene.acquiring();
		scene.stop();
		scene.held(5_000);
		scene.asksNothing();
		assertThat(scene.isIdle()).isTrue();
	}

	@Test
	void whenStoppedWhileAReleaseIsUnderWayThenItWaitsForIt() {
		Scene scene = Scene.acquiring();
		scene.failed(ErrorKind.UNREACHABLE);
		scene.release();
		scene.stop();
		assertThat(scene.hasLeft()).isFalse();
		scene.done();
		scene.asksNothing();
		assertThat(scene.hasLeft()).isTrue();
	}

	@Test
	void whenStoppedTwiceThenTheSecondChangesNothing() {
		Scene scene = Scene.leading();
		scene.stop();
		Phase before = scene.state.phase();
		scene.pass(1_000).stop();
		assertThat(scene.state.phase()).isEqualTo(before);
		assertThat(scene.hasLeft()).isFalse();
	}

	@Test
	void whenStoppedWhileResigningThenItIsIdleInTheEnd() {
		Scene scene = Scene.leading();
		scene.resign();
		scene.stop();
		scene.workLeft();
		scene.closes(DemotionReason.RESIGNED);
		scene.told();
		scene.done();
		assertThat(scene.isIdle()).isTrue();
	}

	@Test
	void whenStoppedWhileTheResignationIsToldThenItIsIdleInTheEnd() {
		Scene scene = Scene.leading();
		scene.resign();
		scene.workLeft();
		scene.stop();
		scene.told();
		scene.release();
		scene.done();
		assertThat(scene.isIdle()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void whenStartedWhileStoppingThenItContendsAfreshAfterTheRelease(WhileStopping when) {
		Scene scene = Scene.leading();
		scene.stop();
		if (when == WhileStopping.TELLING) {
			scene.workLeft();
		}
		String instance = scene.start();
		if (when == WhileStopping.DRAINING) {
			scene.workLeft();
		}
		scene.told();
		String released = scene.release();
		assertThat(released).doesNotStartWith(instance);
		scene.done();
		assertThat(scene.hasLeft()).isTrue();
		assertThat(scene.acquire().owner()).isEqualTo(instance + "#1");
	}

	@Test
	void whenStoppedStartedAndStoppedThenItIsIdleInTheEnd() {
		Scene scene = Scene.leading();
		scene.stop();
		scene.start();
		scene.stop();
		scene.workLeft();
		scene.told();
		scene.done();
		assertThat(scene.isIdle()).isTrue();
	}

	@Test
	void whenStartedWhileResigningThenTheResignationGoesOn() {
		Scene scene = Scene.leading();
		String instance = scene.state.instance();
		scene.resign();
		scene.start();
		scene.workLeft();
		scene.told();
		scene.done();
		assertThat(scene.state.instance()).isEqualTo(instance);
		assertThat(scene.wakesIn()).hasSeconds(1);
	}

	@Test
	void whenAFollowerResignsThenItOnlyLetsOthersGoFirst() {
		Scene scene = Scene.following();
		scene.pass(9_900).resign();
		assertThat(scene.hasLeft()).isTrue();
		assertThat(scene.isFollowing()).isTrue();
		scene.asksNothing();
		assertThat(scene.wakesIn()).hasSeconds(1);
		scene.signal(Kind.RELEASED, Scene.TERM);
		scene.asksNothing();
	}

	@Test
	void whenAFollowerResignsWhileItsAttemptIsUnderWayThenAGrantIsReleased() {
		Scene scene = Scene.acquiring();
		String owner = scene.acquire().owner();
		scene.resign();
		assertThat(scene.hasLeft()).isFalse();
		scene.granted(Scene.TERM);
		assertThat(scene.transition.action()).isNull();
		assertThat(scene.release()).isEqualTo(owner);
		scene.done();
		assertThat(scene.hasLeft()).isTrue();
		assertThat(scene.isFollowing()).isTrue();
		assertThat(scene.wakesIn()).hasSeconds(1);
	}

	@Test
	void whenLeadershipIsLostWhileDrainingThenThereIsNothingToRelease() {
		Scene scene = Scene.leading();
		scene.stop();
		scene.wake();
		scene.lost(Scene.OTHER, Scene.TERM + 1, 9_000);
		scene.closes(DemotionReason.LOST);
		scene.workLeft();
		scene.told();
		scene.asksNothing();
		assertThat(scene.hasLeft()).isTrue();
		assertThat(scene.isIdle()).isTrue();
	}

	@Test
	void whenTheLeaseEndsWhileDrainingThenItIsReleasedOnceTheWorkHasLeft() {
		Scene scene = Scene.leading();
		scene.stop();
		scene.pass(12_500).timer();
		scene.closes(DemotionReason.EXPIRED);
		scene.asksNothing();
		scene.told();
		scene.asksNothing();
		scene.workLeft();
		scene.release();
		scene.done();
		assertThat(scene.isIdle()).isTrue();
	}

	@Test
	void whenTheLeaseEndsWhileDrainingAndTheWorkDoesNotLeaveThenItIsNotReleased() {
		Scene scene = Scene.leading();
		scene.stop();
		scene.pass(12_500).timer();
		scene.told();
		assertThat(scene.wakesIn()).hasMillis(7_500);
		scene.wake();
		scene.asksNothing();
		assertThat(scene.hasLeft()).isTrue();
		assertThat(scene.transition.incidents()).containsExactly(Incident.DRAIN_TIMED_OUT);
	}

	@Test
	void whenOnErrorIsStepDownAndARenewalFailsWhileDrainingThenLeadershipEnds() {
		Scene scene = Scene.leading((settings) -> settings.onError(OnError.STEP_DOWN));
		scene.stop();
		scene.wake();
		scene.failed(ErrorKind.BUSY);
		scene.closes(DemotionReason.STORE_ERROR);
		scene.workLeft();
		scene.told();
		scene.release();
	}

	@Test
	void whenTheHeldLeaseEndsWhileListenersHearThenItIsRenewedNoMoreAndReleasedInTheEnd() {
		Scene scene = Scene.leading();
		scene.stop();
		scene.workLeft();
		scene.wake();
		scene.failed(ErrorKind.BUSY);
		scene.pass(12_500).timer();
		scene.asksNothing();
		assertThat(scene.transition.action()).isNull();
		scene.pass(100).timer();
		scene.asksNothing();
		scene.told();
		scene.release();
	}

	@Test
	void whenRenewalsFailWhileListenersHearThenTheyAreRepeated() {
		Scene scene = Scene.leading();
		scene.stop();
		scene.workLeft();
		scene.wake();
		scene.failed(ErrorKind.UNREACHABLE);
		assertThat(scene.wakesIn()).hasMillis(750);
		scene.wake();
		scene.renew();
	}

	@Test
	void whenTheRecordNamesAnotherWhileListenersHearThenThereIsNothingToRelease() {
		Scene scene = Scene.leading();
		scene.stop();
		scene.workLeft();
		scene.wake();
		scene.lost(Scene.OTHER, Scene.TERM + 1, 9_000);
		assertThat(scene.transition.action()).isNull();
		scene.told();
		scene.asksNothing();
		assertThat(scene.hasLeft()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void whenTheKeyHoldsSomethingElseWhileListenersHearThenNothingIsReleased(Foreign how) {
		Scene scene = Scene.leading();
		scene.stop();
		scene.workLeft();
		scene.wake();
		if (how == Foreign.REPLY) {
			scene.foreign();
		}
		else {
			scene.failed(ErrorKind.FOREIGN_DATA);
		}
		scene.told();
		scene.asksNothing();
		assertThat(scene.hasLeft()).isTrue();
	}

	@Test
	void whenTheStoreHadForgottenTheLeaseWhileListenersHearThenItIsHeldAgain() {
		Scene scene = Scene.leading();
		scene.stop();
		scene.workLeft();
		scene.wake();
		scene.renewed(Code.READOPTED);
		scene.told();
		scene.release();
	}

	@Test
	void whenAFollowerStopsWhileWorkOfALostLeadershipRunsThenItWaitsForIt() {
		Scene scene = Scene.leading();
		scene.closed(Scene.TERM);
		scene.told();
		scene.stop();
		scene.asksNothing();
		assertThat(scene.hasLeft()).isFalse();
		scene.workLeft();
		scene.release();
		scene.done();
		assertThat(scene.hasLeft()).isTrue();
	}

	@Test
	void whenAReaderEndsALeadershipAndItIsToldBeforeTheLoopHearsOfItThenItIsOver() {
		Scene scene = Scene.leading();
		scene.closedAndTold();
		scene.closes(DemotionReason.EXPIRED);
		assertThat(scene.isFollowing()).isTrue();
	}

	@Test
	void whenAReaderEndsADrainingLeadershipAndItIsToldBeforeTheLoopHearsOfItThenNothingWaitsForTheTelling() {
		Scene scene = Scene.leading();
		scene.stop();
		scene.pass(12_500);
		scene.closedAndTold();
		scene.workLeft();
		scene.release();
		scene.done();
		assertThat(scene.hasLeft()).isTrue();
	}

	@Test
	void whenRevokedWhileDrainingThenItRenewsAtOnce() {
		Scene scene = Scene.leading();
		scene.resign();
		scene.signal(Kind.REVOKED, Scene.TERM + 1);
		scene.renew();
	}

	private static Scene resigned() {
		Scene scene = Scene.leading();
		scene.resign();
		scene.workLeft();
		scene.told();
		scene.done();
		return scene;
	}

	/** Wakes it whenever it wants and answers its renewals, for a time. */
	private static void renewUntil(Scene scene, long millis) {
		long end = scene.now().nanos() + millis * Timing.MILLI;
		while (scene.now().nanos() - end < 0) {
			scene.wake();
			if (scene.transition.call() instanceof LeaseRequest.Renew) {
				scene.renewed();
			}
		}
		assertThat(scene.now().nanos()).isEqualTo(end);
	}

	private enum WhileStopping {

		DRAINING, TELLING

	}

	private enum Foreign {

		REPLY, TYPE

	}

}
