package io.github.leaderkit.engine.decision;

import java.time.Duration;
import java.util.List;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ElectionSettings.OnError;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.LeadershipEvent.Errored;
import io.github.leaderkit.LeadershipEvent.LeaderChanged;
import io.github.leaderkit.engine.decision.Phase.Leading;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseSignal.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * What a leader does, from its grant to the end of its leadership.
 */
class LeaderTests {

	private static final Duration GRID = Duration.ofMillis(500);

	@Test
	void whenGrantedThenTheLeaseIsRenewedAThirdOfTheTtlAfterItWasAskedFor() {
		Scene scene = Scene.acquiring();
		scene.pass(300);
		scene.granted(Scene.TERM);
		assertThat(scene.wakesIn()).isBetween(Duration.ofMillis(4_700).minus(GRID), Duration.ofMillis(4_700));
		scene.wake();
		LeaseRequest.Renew request = scene.renew();
		assertThat(request.key()).isEqualTo(Scene.KEY);
		assertThat(request.owner()).isEqualTo(scene.state.instance() + "#1");
		assertThat(request.term()).isEqualTo(Scene.TERM);
		assertThat(request.ttl()).isEqualTo(15_000);
		assertThat(request.info()).startsWith("instance=a&");
	}

	@Test
	void whenChanceIsHighThenTheRenewalComesATenthEarlier() {
		Scene scene = Scene.acquiring();
		scene.chance = Math.nextDown(1.0);
		scene.granted(Scene.TERM);
		assertThat(scene.wakesIn()).isBetween(Duration.ofMillis(4_500).minus(GRID), Duration.ofMillis(4_500));
	}

	@Test
	void whenRenewalIsSentThenItMayTakeEffectUntilACommandTimeoutLater() {
		Scene scene = Scene.leading();
		long granted = scene.serverTime();
		long before = scene.now().nanos();
		scene.wake();
		long age = scene.now().nanos() - before;
		assertThat(scene.renew().notAfter()).isCloseTo(granted + (age + age / 10) / Timing.MILLI + 1_250 + 5,
				within(1L));
	}

	@Test
	void whenRenewalIsUnderWayThenItWakesToCancelWorkAndAtTheEndOfTheLease() {
		Scene scene = Scene.leading();
		long end = deadline(scene);
		scene.passNanos(end - 2_500 * Timing.MILLI - scene.now().nanos()).timer();
		scene.renew();
		assertThat(scene.transition.wakeAt()).isEqualTo(end - 1_500 * Timing.MILLI);
		assertThat(scene.transition.cancels()).isFalse();
		scene.wake();
		assertThat(scene.transition.cancels()).isTrue();
		scene.asksNothing();
		assertThat(scene.transition.wakeAt()).isEqualTo(end);
	}

	@Test
	void whenRenewedThenNoWorkIsCancelled() {
		Scene scene = Scene.leading();
		long end = deadline(scene);
		scene.wake();
		scene.passNanos(end - 1_500 * Timing.MILLI - scene.now().nanos());
		scene.renewed();
		assertThat(scene.transition.cancels()).isFalse();
	}

	@Test
	void whenARenewalComesLateAndTheLeadershipIsLostThenTheNextAttemptCountsLeasesAnew() {
		Scene scene = Scene.renewing();
		scene.stepServer(8_000).late();
		assertThat(scene.transition.incidents()).containsExactly(Incident.CLOCK_JUMPED);
		scene.lost(Scene.OTHER, Scene.TERM + 1, 0);
		scene.workLeft();
		while (!(scene.transition.call() instanceof LeaseRequest.Acquire)) {
			scene.wake();
		}
		assertThat(scene.acquire().rebase()).isTrue();
	}

	@Test
	void whenARenewalComesLateAndTheClockOfTheStoreMayHaveJumpedThenLeasesAreToBeCountedAnew() {
		Scene scene = Scene.acquiring();
		scene.pass(1_200).granted(Scene.TERM);
		scene.wake();
		scene.pass(1_200).stepServer(1_800).late();
		assertThat(scene.transition.incidents()).isEmpty();
		assertThat(scene.state.known().rebase()).isTrue();
	}

	@Test
	void whenARenewalComesLateAndTheNextOneDoesNotThenNoLeaseIsCountedAnew() {
		Scene scene = Scene.renewing();
		scene.stepServer(8_000).late();
		scene.renewed();
		assertThat(scene.state.known().rebase()).isFalse();
	}

	@Test
	void whenRenewedThenTheLeadershipLastsLongerCountedFromBeforeTheRenewal() {
		Scene scene = Scene.renewing();
		Moment sent = scene.now();
		scene.pass(800);
		scene.renewed();
		scene.does(LeaseAction.Kind.EXTEND);
		assertThat(scene.transition.action().held().deadline() - sent.nanos()).isEqualTo(12_500_000_000L);
		assertThat(scene.transition.action().held().deadlineWall() - sent.wallMillis()).isEqualTo(12_500);
		assertThat(scene.transition.action().held().term()).isEqualTo(Scene.TERM);
		assertThat(scene.wakesIn()).isBetween(Duration.ofMillis(4_200).minus(GRID), Duration.ofMillis(4_200));
		assertThat(scene.transition.events()).isEmpty();
		assertThat(scene.transition.incidents()).isEmpty();
	}

	@Test
	void whenTheWallClockWasSetBackThenTheRenewedLeadershipEndsEarlierOnIt() {
		Scene scene = Scene.renewing();
		long before = held(scene).deadlineWall();
		scene.renewed();
		scene.stepWall(-60_000);
		scene.wake();
		scene.renewed();
		assertThat(held(scene).deadlineWall()).isLessThan(before);
	}

	@Test
	void whenTheStoreHadForgottenTheLeaseThenItIsExtendedAndNoticed() {
		Scene scene = Scene.renewing();
		scene.renewed(Code.READOPTED);
		scene.does(LeaseAction.Kind.EXTEND);
		assertThat(scene.transition.incidents()).containsExactly(Incident.READOPTED);
		assertThat(scene.isLeading()).isTrue();
	}

	@Test
	void whenAnotherHoldsTheLeaseThenLeadershipIsLostAndNothingIsReleased() {
		Scene scene = Scene.renewing();
		scene.lost(Scene.OTHER, Scene.TERM + 1, 4_000);
		scene.closes(DemotionReason.LOST);
		scene.asksNothing();
		assertThat(scene.isFollowing()).isTrue();
		scene.workLeft();
		scene.asksNothing();
		assertThat(scene.wakesIn()).hasMillis(4_001);
		scene.wake();
		assertThat(scene.acquire().attempt()).isEqualTo(2);
		assertThat(scene.acquire().minTerm()).isEqualTo(Scene.TERM + 1);
	}

	@Test
	void whenLeadershipIsLostThenTheNextAttemptIsMadeNoLaterThanAfterTheWait() {
		Scene scene = Scene.renewing();
		scene.lost(Scene.OTHER, Scene.TERM + 1, 14_000);
		scene.workLeft();
		assertThat(scene.wakesIn()).hasSeconds(10);
	}

	@Test
	void whenRevokedThenOthersGoFirstEvenIfAMessageComes() {
		Scene scene = Scene.renewing();
		scene.lost(LeaseReply.REVOKED, Scene.TERM + 1, 9_000);
		scene.closes(DemotionReason.REVOKED);
		scene.asksNothing();
		scene.workLeft();
		assertThat(scene.wakesIn()).hasMillis(10_001);
		scene.pass(9_001).signal(Kind.RELEASED, Scene.TERM + 1);
		scene.asksNothing();
		assertThat(scene.wakesIn()).hasSeconds(1);
		scene.wake();
		assertThat(scene.transition.call()).isNotNull();
	}

	@Test
	void whenRevokedByMessageThenItRenewsAtOnceToBeSure() {
		Scene scene = Scene.leading();
		scene.pass(500).signal(Kind.REVOKED, Scene.TERM + 1);
		assertThat(scene.transition.action()).isNull();
		scene.renew();
	}

	@Test
	void whenAMessageRevokesAnEarlierLeadershipThenNothingHappens() {
		Scene scene = Scene.leading();
		scene.pass(500).signal(Kind.REVOKED, Scene.TERM);
		scene.asksNothing();
	}

	@ParameterizedTest
	@EnumSource(names = { "GRANTED", "RELEASED", "SUBSCRIBED" })
	void whenOtherMessagesComeThenALeaderIgnoresThem(Kind kind) {
		Scene scene = Scene.leading();
		scene.pass(500).signal(kind, Scene.TERM + 1);
		scene.asksNothing();
		assertThat(scene.isLeading()).isTrue();
	}

	@Test
	void whenTheKeyHoldsSomethingElseThenLeadershipEndsThenTheErrorIsToldAndNothingIsWritten() {
		Scene scene = Scene.renewing();
		scene.foreign();
		scene.closes(DemotionReason.FOREIGN_DATA);
		scene.asksNothing();
		assertThat(scene.transition.events()).singleElement().isInstanceOf(Errored.class);
		scene.workLeft();
		scene.asksNothing();
		assertThat(scene.wakesIn()).hasSeconds(5);
	}

	@Test
	void whenTheKeyHasAnotherTypeThenLeadershipEnds() {
		Scene scene = Scene.renewing();
		scene.failed(ErrorKind.FOREIGN_DATA);
		scene.closes(DemotionReason.FOREIGN_DATA);
		scene.workLeft();
		scene.asksNothing();
	}

	@Test
	void whenARenewalIsLateThenItIsRepeatedAtOnceWithANewReadingOfTheClock() {
		Scene scene = Scene.renewing();
		long end = deadline(scene);
		scene.stepServer(5_000);
		scene.late();
		assertThat(scene.transition.action()).isNull();
		assertThat(scene.transition.events()).isEmpty();
		assertThat(scene.renew().notAfter()).isEqualTo(scene.serverTime() + 1_255);
		assertThat(deadline(scene)).isEqualTo(end);
	}

	@Test
	void whenARenewalIsLateAgainThenItIsRepeatedAfterTheRetryPeriod() {
		Scene scene = Scene.renewing();
		scene.late();
		scene.late();
		scene.asksNothing();
		assertThat(scene.wakesIn()).hasMillis(750);
		scene.wake();
		scene.late();
		scene.asksNothing();
		assertThat(scene.wakesIn()).hasMillis(750);
		scene.wake();
		scene.renewed();
		scene.wake();
		scene.late();
		scene.renew();
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "FOREIGN_DATA")
	void whenRenewalsFailThenTheyAreRepeatedAtAConstantPeriodAndTheDeadlineStays(ErrorKind kind) {
		Scene scene = Scene.renewing();
		long end = deadline(scene);
		for (int i = 0; i < 4; i++) {
			scene.failed(kind);
			assertThat(scene.transition.action()).isNull();
			scene.asksNothing();
			assertThat(scene.wakesIn()).hasMillis(750);
			assertThat(errors(scene)).hasSize((i == 0) ? 1 : 0);
			scene.wake();
			scene.renew();
		}
		assertThat(deadline(scene)).isEqualTo(end);
		assertThat(scene.isLeading()).isTrue();
	}

	@Test
	void whenALeaderFailsThenTheErrorIsOfItsTerm() {
		Scene scene = Scene.renewing();
		scene.failed(ErrorKind.BUSY);
		assertThat(scene.transition.events().get(0).term()).isEqualTo(Scene.TERM);
	}

	@Test
	void whenRenewalsFailUntilTheEndThenOneIsMadeWhileItCanStillComplete() {
		Scene scene = Scene.renewing();
		Duration last = Duration.ofMillis(1_250);
		while (untilDeadline(scene).compareTo(last.plusMillis(400)) > 0) {
			scene.passNanos(Math.min(100 * Timing.MILLI, untilDeadline(scene).minus(last).minusMillis(400).toNanos()));
		}
		scene.failed(ErrorKind.BUSY);
		assertThat(scene.wakesIn()).hasMillis(150);
		scene.wake();
		assertThat(scene.transition.cancels()).isTrue();
		assertThat(scene.wakesIn()).hasMillis(250);
		scene.wake();
		scene.renew();
		assertThat(untilDeadline(scene)).isEqualTo(last);
		scene.failed(ErrorKind.BUSY);
		assertThat(scene.wakesIn()).hasMillis(750);
	}

	@Test
	void whenTheLeaseEndsThenTheLeadershipDoesAndTheLeaseIsReleasedOnceNoWorkIsInside() {
		Scene scene = Scene.renewing();
		scene.failed(ErrorKind.BUSY);
		String owner = held(scene).owner();
		scene.passNanos(untilDeadline(scene).toNanos()).timer();
		scene.closes(DemotionReason.EXPIRED);
		scene.asksNothing();
		scene.workLeft();
		assertThat(scene.release()).isEqualTo(owner);
		scene.done();
		scene.wake();
		assertThat(scene.transition.call()).isNotInstanceOf(LeaseRequest.Release.class);
	}

	@Test
	void whenTheLeaseHasNotQuiteEndedThenTheLeadershipLasts() {
		Scene scene = Scene.renewing();
		scene.passNanos(untilDeadline(scene).toNanos() - 1).timer();
		assertThat(scene.transition.action()).isNull();
		scene.passNanos(1).timer();
		scene.closes(DemotionReason.EXPIRED);
	}

	@Test
	void whenTheWallClockReachesTheEndThenLeadershipEnds() {
		Scene scene = Scene.leading();
		scene.stepWall(12_499).timer();
		assertThat(scene.transition.action()).isNull();
		scene.stepWall(1).timer();
		scene.closes(DemotionReason.EXPIRED);
	}

	@Test
	void whenTheLeaseEndsWhileARenewalIsUnderWayThenItsReplyDoesNotReviveTheLeadership() {
		Scene scene = Scene.leading();
		scene.passNanos(untilDeadline(scene).toNanos() - Timing.MILLI).timer();
		scene.renew();
		scene.pass(1).timer();
		scene.closes(DemotionReason.EXPIRED);
		scene.workLeft();
		scene.asksNothing();
		scene.renewed();
		assertThat(scene.transition.action()).isNull();
		assertThat(scene.isFollowing()).isTrue();
		scene.release();
	}

	@Test
	void whenNothingIsHeardOfARenewalThenAnotherIsMadeWhileTheLeaseLasts() {
		Scene scene = Scene.renewing();
		scene.wake();
		scene.asksNothing();
		scene.wake();
		scene.renew();
		scene.renewed();
		scene.does(LeaseAction.Kind.EXTEND);
	}

	@Test
	void whenARenewalIsAnsweredAtTheEndOfTheTenureThenWhatDrainsHasTheWholeLease() {
		Scene scene = Scene.leading((settings) -> settings.maxTenure(Duration.ofSeconds(15)));
		scene.wake();
		scene.renewed();
		scene.passNanos(Duration.ofMillis(14_500).toNanos() - (scene.now().nanos() - since(scene))).timer();
		scene.renew();
		Moment sent = scene.now();
		scene.pass(500);
		scene.renewed();
		scene.does(LeaseAction.Kind.SHUT);
		assertThat(scene.transition.action().held().deadline()).isEqualTo(sent.nanos() + scene.timing.validity());
	}

	@Test
	void whenAReaderSawTheEndThenTheLeadershipIsOver() {
		Scene scene = Scene.leading();
		scene.closed(Scene.TERM);
		scene.closes(DemotionReason.EXPIRED);
		assertThat(scene.isFollowing()).isTrue();
		assertThat(scene.state.leader()).isNull();
	}

	@Test
	void whenAReaderSawTheEndOfAnEarlierLeadershipThenNothingHappens() {
		Scene scene = Scene.leading();
		scene.closed(Scene.TERM - 1);
		assertThat(scene.transition.action()).isNull();
		assertThat(scene.isLeading()).isTrue();
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "FOREIGN_DATA")
	void whenOnErrorIsStepDownThenTheFirstFailureEndsTheLeadershipAndThenTheErrorIsTold(ErrorKind kind) {
		Scene scene = Scene.renewing((settings) -> settings.onError(OnError.STEP_DOWN));
		scene.failed(kind);
		scene.closes(DemotionReason.STORE_ERROR);
		assertThat(errors(scene)).containsExactly(kind);
		scene.asksNothing();
		scene.workLeft();
		scene.release();
	}

	@Test
	void whenOnErrorIsStepDownAndARenewalIsLateThenTheLeadershipLasts() {
		Scene scene = Scene.renewing((settings) -> settings.onError(OnError.STEP_DOWN));
		scene.late();
		assertThat(scene.transition.action()).isNull();
		scene.renew();
	}

	@Test
	void whenWorkOfALostLeadershipRunsThenItDoesNotContendBeforeTheDrainTimeout() {
		Scene scene = Scene.renewing();
		scene.lost(Scene.OTHER, Scene.TERM + 1, 4_000);
		scene.pass(5_000).signal(Kind.RELEASED, Scene.TERM + 1);
		scene.asksNothing();
		assertThat(scene.wakesIn()).hasSeconds(15);
		scene.wake();
		assertThat(scene.transition.incidents()).containsExactly(Incident.WORK_OVERRAN);
		assertThat(scene.transition.call()).isNotNull();
	}

	@Test
	void whenWorkOfALostLeadershipRunsThenItsLeaseIsNotReleased() {
		Scene scene = Scene.leading();
		scene.closed(Scene.TERM);
		scene.pass(3_000).timer();
		scene.asksNothing();
		scene.workLeft();
		scene.release();
	}

	@Test
	void whenLeadershipIsWonAgainThenItHasANewOwnerAndItsOwnTerm() {
		Scene scene = Scene.renewing();
		String first = held(scene).owner();
		scene.lost("", Scene.TERM, 0);
		scene.workLeft();
		scene.wake();
		scene.granted(Scene.TERM + 1);
		scene.does(LeaseAction.Kind.OPEN);
		assertThat(held(scene).owner()).isNotEqualTo(first);
		assertThat(held(scene).term()).isEqualTo(Scene.TERM + 1);
	}

	@Test
	void whenALeaderIsRenewedAfterErrorsThenItHasRecovered() {
		Scene scene = Scene.renewing();
		scene.failed(ErrorKind.UNREACHABLE);
		scene.wake();
		scene.renewed();
		assertThat(scene.transition.incidents()).containsExactly(Incident.RECOVERED);
	}

	@Test
	void whenRevokedWhileARenewalIsUnderWayThenItRenewsAgainAtOnce() {
		Scene scene = Scene.renewing();
		scene.signal(Kind.REVOKED, Scene.TERM + 1);
		scene.renewed();
		scene.renew();
	}

	@Test
	void whenARenewalNamesAnotherLeaderThenItIsKnownAndTold() {
		Scene scene = Scene.renewing();
		scene.lost(Scene.OTHER, Scene.TERM + 1, 14_000);
		assertThat(scene.state.leader()).isNotNull();
		assertThat(scene.transition.events()).hasAtLeastOneElementOfType(LeaderChanged.class);
	}

	private static Phase.HeldLease held(Scene scene) {
		return ((Phase.Leading) scene.state.phase()).held();
	}

	private static long deadline(Scene scene) {
		return held(scene).deadline();
	}

	private static Duration untilDeadline(Scene scene) {
		return Duration.ofNanos(deadline(scene) - scene.now().nanos());
	}

	private static List<ErrorKind> errors(Scene scene) {
		return scene.transition.events()
			.stream()
			.filter(Errored.class::isInstance)
			.map((event) -> ((Errored) event).kind())
			.toList();
	}

	private static long since(Scene scene) {
		return ((Leading) scene.state.phase()).held().since();
	}

}
