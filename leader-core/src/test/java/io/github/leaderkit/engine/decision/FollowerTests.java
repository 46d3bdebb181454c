package io.github.leaderkit.engine.decision;

import java.time.Duration;
import java.util.List;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ElectionSettings.Safety;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.LeadershipEvent.Errored;
import io.github.leaderkit.LeadershipEvent.LeaderChanged;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseResult;
import io.github.leaderkit.store.LeaseSignal.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a follower does, from the start of the election to its grant.
 */
class FollowerTests {

	private static final long COMMAND = 1_250;

	@Test
	void whenStartedThenTheRecordIsLookedAtFirst() {
		Scene scene = Scene.idle();
		scene.start();
		scene.peek();
		assertThat(scene.transition.action()).isNull();
		assertThat(scene.transition.events()).isEmpty();
	}

	@Test
	void whenStartedTwiceThenTheSecondStartDoesNothing() {
		Scene scene = Scene.acquiring();
		String instance = scene.state.instance();
		scene.start();
		scene.asksNothing();
		assertThat(scene.state.instance()).isEqualTo(instance);
	}

	@Test
	void whenThereIsNoRecordThenTheLeaseIsAskedForAtOnce() {
		Scene scene = Scene.idle();
		String instance = scene.start();
		scene.free();
		LeaseRequest.Acquire request = scene.acquire();
		assertThat(request.key()).isEqualTo(Scene.KEY);
		assertThat(request.instance()).isEqualTo(instance);
		assertThat(request.attempt()).isEqualTo(1);
		assertThat(request.ttl()).isEqualTo(15_000);
		assertThat(request.minTerm()).isZero();
		assertThat(request.minExpiry()).isZero();
		assertThat(request.rebase()).isFalse();
		assertThat(request.strict()).isFalse();
		assertThat(request.earned()).isEmpty();
		assertThat(request.hold()).isEqualTo(17_500);
		assertThat(request.takeoverDelay()).isZero();
		assertThat(request.info()).startsWith("instance=a&").contains("application=shop");
	}

	@Test
	void whenTheLeaseWasReleasedThenItIsAskedForAtOnceWithTheTermSeen() {
		Scene scene = Scene.idle();
		scene.start();
		scene.released(41);
		assertThat(scene.acquire().minTerm()).isEqualTo(41);
	}

	@Test
	void whenAnotherLeadsThenItIsKnownAndTheFirstAttemptIsMadeWhenItsLeaseEnds() {
		Scene scene = Scene.idle();
		scene.start();
		scene.held(4_000);
		scene.asksNothing();
		assertThat(scene.wakesIn()).hasMillis(4_001);
		assertThat(scene.transition.events()).singleElement().isInstanceOfSatisfying(LeaderChanged.class, (changed) -> {
			assertThat(changed.leader().instance()).isEqualTo("b");
			assertThat(changed.term()).isEqualTo(Scene.TERM);
		});
		assertThat(scene.state.leader().instance()).isEqualTo("b");
	}

	@Test
	void whenTakeoverIsDelayedThenTheFirstAttemptIsMadeThatMuchLater() {
		Scene scene = Scene.idle((settings) -> settings.takeoverDelay(Duration.ofSeconds(3)));
		scene.start();
		scene.held(4_000);
		assertThat(scene.wakesIn()).hasMillis(7_001);
		scene.wake();
		assertThat(scene.acquire().takeoverDelay()).isEqualTo(3_000);
	}

	@Test
	void whenNobodyMayLeadYetThenThereIsNoLeaderAndTheFirstAttemptIsMadeWithoutDelayAfter() {
		Scene scene = Scene.idle((settings) -> settings.takeoverDelay(Duration.ofSeconds(3)));
		scene.start();
		scene.held("~" + Scene.OTHER, 5, 4_000, 17_500);
		assertThat(scene.wakesIn()).hasMillis(4_001);
		assertThat(scene.transition.events()).isEmpty();
		assertThat(scene.state.leader()).isNull();
	}

	@Test
	void whenTheLeaseEndsBeforeTheWaitThenTheAttemptIsMadeAMillisecondAfterItsEnd() {
		Scene scene = Scene.acquiring();
		scene.held(9_998);
		scene.asksNothing();
		assertThat(scene.wakesIn()).hasMillis(9_999);
	}

	@Test
	void whenTheLeaseEndsAfterTheWaitThenTheAttemptIsMadeAfterTheWait() {
		Scene scene = Scene.acquiring();
		scene.held(14_000);
		assertThat(scene.wakesIn()).hasSeconds(10);
		scene.wake();
		assertThat(scene.acquire().attempt()).isEqualTo(2);
	}

	@Test
	void whenNothingRemainsThenTheNextAttemptIsNotBeforeAMillisecond() {
		Scene scene = Scene.acquiring();
		scene.held(0);
		scene.asksNothing();
		assertThat(scene.wakesIn()).hasMillis(1);
	}

	@Test
	void whenThreeAttemptsAreMadeThenEachHasAnOwnerOfItsOwn() {
		Scene scene = Scene.acquiring();
		String first = scene.acquire().owner();
		scene.held(5_000);
		scene.wake();
		String second = scene.acquire().owner();
		scene.late();
		scene.wake();
		String third = scene.acquire().owner();
		assertThat(List.of(first, second, third)).doesNotHaveDuplicates();
		assertThat(third).isEqualTo(scene.state.instance() + "#3");
	}

	@Test
	void whenAttemptFollowsAReplyThenItMayTakeEffectUntilACommandTimeoutLaterAndNotAfter() {
		Scene scene = Scene.idle();
		scene.start();
		long seen = scene.serverTime();
		scene.free();
		assertThat(scene.acquire().notAfter()).isEqualTo(seen + COMMAND + 5);
	}

	@Test
	void whenTimePassedSinceTheReplyThenTheLatestTimeAllowsForClocksThatDiffer() {
		Scene scene = Scene.acquiring();
		scene.held(60_000);
		long seen = scene.serverTime();
		scene.wake();
		assertThat(scene.acquire().notAfter()).isEqualTo(seen + 11_000 + COMMAND + 5);
	}

	@Test
	void whenAReplyWasSlowThenTheLatestTimeCountsFromWhenItsRequestWasSent() {
		Scene scene = Scene.acquiring();
		scene.pass(400);
		long seen = scene.serverTime();
		scene.held(1_599);
		scene.wake();
		assertThat(scene.acquire().notAfter()).isEqualTo(seen + 2_200 + COMMAND + 5);
	}

	@Test
	void whenSeveralRepliesCameThenTheNewestSaysWhatTimeItIsThere() {
		Scene scene = Scene.acquiring();
		scene.held(4_999);
		scene.wake();
		scene.pass(300).stepServer(-50_000);
		long seen = scene.serverTime();
		scene.held(1_999);
		scene.wake();
		assertThat(scene.acquire().notAfter()).isEqualTo(seen + 2_530 + COMMAND + 5);
	}

	@Test
	void whenLeaderWasSeenThenTheAttemptSaysItsTermExpiryAndTtl() {
		Scene scene = Scene.acquiring();
		long expiry = scene.serverTime() + 30_000;
		scene.held(Scene.OTHER, 77, 30_000, 60_000);
		scene.wake();
		assertThat(scene.acquire().minTerm()).isEqualTo(77);
		assertThat(scene.acquire().minExpiry()).isEqualTo(expiry);
		assertThat(scene.acquire().hold()).isEqualTo(70_000);
	}

	@Test
	void whenWaitIsLongThenAnAttemptWithAnOldReadingOfTheClockIsPrecededByANewOne() {
		Scene scene = Scene.acquiring((settings) -> settings.waitTime(Duration.ofSeconds(40)));
		scene.held(60_000);
		scene.wake();
		scene.peek();
		long seen = scene.serverTime();
		scene.held(0);
		assertThat(scene.acquire().notAfter()).isEqualTo(seen + COMMAND + 5);
	}

	@Test
	void whenWaitIsTheDefaultThenAnAttemptNeedsNoNewReadingOfTheClock() {
		Scene scene = Scene.acquiring();
		scene.held(60_000);
		scene.wake();
		scene.acquire();
	}

	@Test
	void whenLeaseIsReleasedThenItIsAskedForAtOnce() {
		Scene scene = Scene.following();
		scene.pass(1_000).signal(Kind.RELEASED, Scene.TERM);
		scene.acquire();
		assertThat(scene.state.leader()).isNull();
	}

	@Test
	void whenMessagesBeginToArriveThenTheLeaseIsAskedForAtOnce() {
		Scene scene = Scene.following();
		scene.pass(1_000).signal(Kind.SUBSCRIBED, 0);
		scene.acquire();
	}

	@ParameterizedTest
	@EnumSource(names = { "RELEASED", "SUBSCRIBED" })
	void whenAMessageComesWhileAnAttemptIsUnderWayThenAnotherFollowsItAndOnlyOne(Kind kind) {
		Scene scene = Scene.acquiring();
		scene.signal(kind, Scene.TERM);
		scene.asksNothing();
		scene.held(14_000);
		scene.acquire();
		scene.held(14_000);
		scene.asksNothing();
		assertThat(scene.wakesIn()).hasSeconds(10);
	}

	@Test
	void whenAMessageComesDuringTheFirstLookThenTheLeaseIsAskedForAfterIt() {
		Scene scene = Scene.idle();
		scene.start();
		scene.signal(Kind.RELEASED, Scene.TERM);
		scene.asksNothing();
		scene.held(14_000);
		scene.acquire();
	}

	@Test
	void whenAnotherIsGrantedTheLeaseThenWhoItIsIsLookedUpOnceAndTold() {
		Scene scene = Scene.following();
		scene.signal(Kind.GRANTED, Scene.TERM + 1);
		scene.peek();
		scene.held(Scene.OTHER, Scene.TERM + 1, 14_000, 15_000);
		scene.asksNothing();
		assertThat(scene.transition.events()).singleElement().isInstanceOf(LeaderChanged.class);
		scene.signal(Kind.GRANTED, Scene.TERM + 1);
		scene.asksNothing();
	}

	@Test
	void whenAGrantIsHeardOfAfterALaterOneThenItIsDropped() {
		Scene scene = Scene.following();
		scene.signal(Kind.GRANTED, Scene.TERM - 1);
		scene.asksNothing();
	}

	@Test
	void whenLeaderIsRevokedThenAFollowerWaits() {
		Scene scene = Scene.following();
		scene.signal(Kind.REVOKED, Scene.TERM + 1);
		scene.asksNothing();
		assertThat(scene.wakesIn()).hasSeconds(10);
	}

	@Test
	void whenGrantedThenLeadershipIsOpenedUntilItsValidityIsOverCountedFromBeforeTheRequest() {
		Scene scene = Scene.acquiring();
		Moment sent = scene.now();
		scene.pass(900);
		scene.granted(Scene.TERM);
		scene.does(LeaseAction.Kind.OPEN);
		Phase.HeldLease held = scene.transition.action().held();
		assertThat(held.owner()).isEqualTo(scene.state.instance() + "#1");
		assertThat(held.term()).isEqualTo(Scene.TERM);
		assertThat(held.deadline() - sent.nanos()).isEqualTo(12_500_000_000L);
		assertThat(held.deadlineWall() - sent.wallMillis()).isEqualTo(12_500);
		assertThat(scene.isLeading()).isTrue();
		assertThat(scene.transition.events()).singleElement().isInstanceOfSatisfying(LeaderChanged.class, (changed) -> {
			assertThat(changed.leader().instance()).isEqualTo("a");
			assertThat(changed.term()).isEqualTo(Scene.TERM);
		});
	}

	@Test
	void whenGrantedJustBeforeItsEndThenItLeadsAndRenewsAtOnce() {
		Scene scene = Scene.acquiring();
		scene.pass(12_499);
		scene.granted(Scene.TERM);
		scene.does(LeaseAction.Kind.OPEN);
		scene.renew();
	}

	@Test
	void whenGrantedAfterItsEndThenItIsReleasedAndNeverLed() {
		Scene scene = Scene.acquiring();
		String owner = scene.acquire().owner();
		scene.pass(12_500);
		scene.granted(Scene.TERM);
		assertThat(scene.transition.action()).isNull();
		assertThat(scene.isFollowing()).isTrue();
		assertThat(scene.release()).isEqualTo(owner);
		scene.done();
		scene.asksNothing();
		assertThat(scene.wakesIn()).isBetween(Duration.ofMillis(562), Duration.ofMillis(750));
		scene.wake();
		scene.peek();
		scene.released(Scene.TERM);
		assertThat(scene.acquire().attempt()).isEqualTo(2);
	}

	@Test
	void whenGrantedAfterTheWallClockReachedItsEndThenItIsReleasedAndNeverLed() {
		Scene scene = Scene.acquiring();
		scene.stepWall(12_500);
		scene.granted(Scene.TERM);
		assertThat(scene.transition.action()).isNull();
		scene.release();
	}

	@ParameterizedTest
	@EnumSource(names = { "UNREACHABLE", "UNKNOWN", "NOT_REPLICATED" })
	void whenTheOutcomeOfAnAttemptIsUnknownThenItIsReleasedAndTheNextComesLaterWithAnotherOwner(ErrorKind kind) {
		Scene scene = Scene.acquiring();
		String owner = scene.acquire().owner();
		scene.failed(kind);
		assertThat(scene.release()).isEqualTo(owner);
		scene.done();
		scene.asksNothing();
		assertThat(scene.wakesIn()).isBetween(Duration.ofMillis(562), Duration.ofMillis(750));
		scene.wake();
		assertThat(scene.acquire().owner()).isNotEqualTo(owner);
	}

	@ParameterizedTest
	@EnumSource(names = { "BUSY", "READ_ONLY", "WRITES_REFUSED", "DENIED", "FOREIGN_DATA" })
	void whenAnAttemptCertainlyDidNothingThenNothingIsReleased(ErrorKind kind) {
		Scene scene = Scene.acquiring();
		scene.failed(kind);
		scene.asksNothing();
	}

	@Test
	void whenAReleaseFailsThenItIsNotRepeated() {
		Scene scene = Scene.acquiring();
		scene.failed(ErrorKind.UNREACHABLE);
		scene.release();
		scene.failed(ErrorKind.UNREACHABLE);
		scene.asksNothing();
		scene.wake();
		scene.acquire();
	}

	@ParameterizedTest
	@EnumSource(names = { "UNREACHABLE", "BUSY", "READ_ONLY", "UNKNOWN" })
	void whenErrorsFollowEachOtherThenTheNextAttemptComesLaterUpToASixthOfTheTtl(ErrorKind kind) {
		Scene scene = Scene.idle();
		scene.chance = Math.nextDown(1.0);
		scene.start();
		for (long expected : new long[] { 750, 1_500, 2_500, 2_500 }) {
			scene.failed(kind);
			scene.asksNothing();
			assertThat(scene.wakesIn()).isCloseTo(Duration.ofMillis(expected), Duration.ofMillis(1));
			scene.wake();
			scene.peek();
		}
	}

	@Test
	void whenErrorsKeepManyFollowersBackThenChanceSpreadsThem() {
		Scene scene = Scene.idle();
		scene.start();
		scene.chance = 0;
		scene.failed(ErrorKind.BUSY);
		Duration earliest = scene.wakesIn();
		scene = Scene.idle();
		scene.start();
		scene.chance = 0.5;
		scene.failed(ErrorKind.BUSY);
		assertThat(scene.wakesIn()).isGreaterThan(earliest);
	}

	@Test
	void whenWritesAreRefusedThenTheNextAttemptIsMadeAfterASixthOfTheTtl() {
		Scene scene = Scene.acquiring();
		scene.chance = Math.nextDown(1.0);
		scene.failed(ErrorKind.WRITES_REFUSED);
		assertThat(scene.wakesIn()).isCloseTo(Duration.ofMillis(2_500), Duration.ofMillis(1));
	}

	@Test
	void whenPermissionIsMissingThenTheNextAttemptIsMadeAfterFiveSeconds() {
		Scene scene = Scene.acquiring();
		scene.failed(ErrorKind.DENIED);
		assertThat(scene.wakesIn()).hasSeconds(5);
	}

	@Test
	void whenTheKeyHoldsSomethingElseThenItIsToldWithTheKeyAndTriedAgainAfterFiveSeconds() {
		Scene scene = Scene.acquiring();
		scene.foreign();
		scene.asksNothing();
		assertThat(scene.wakesIn()).hasSeconds(5);
		assertThat(scene.transition.events()).singleElement().isInstanceOfSatisfying(Errored.class, (errored) -> {
			assertThat(errored.kind()).isEqualTo(ErrorKind.FOREIGN_DATA);
			assertThat(errored.message()).contains("'orders'");
		});
	}

	@Test
	void whenTheFirstLookFindsSomethingElseThenNothingIsAskedFor() {
		Scene scene = Scene.idle();
		scene.start();
		scene.foreign();
		scene.asksNothing();
		assertThat(scene.wakesIn()).hasSeconds(5);
	}

	@Test
	void whenPromptlyToldToBeLateThenTheNextAttemptCountsLeasesAnewAndOnlyThat() {
		Scene scene = Scene.acquiring();
		scene.pass(100).stepServer(8_000);
		scene.late();
		scene.asksNothing();
		assertThat(scene.wakesIn()).hasMillis(20);
		assertThat(scene.transition.incidents()).containsExactly(Incident.CLOCK_JUMPED);
		long seen = scene.serverTime();
		scene.wake();
		assertThat(scene.acquire().rebase()).isTrue();
		assertThat(scene.acquire().notAfter()).isEqualTo(seen + 132 + COMMAND + 5);
		scene.held(5_000);
		scene.wake();
		assertThat(scene.acquire().rebase()).isFalse();
	}

	@Test
	void whenToldToBeLateAlthoughTheClockOfTheStoreDidNotJumpThenTheNextAttemptFollowsAsUsual() {
		Scene scene = Scene.acquiring();
		scene.pass(1_250);
		scene.late();
		assertThat(scene.wakesIn()).hasMillis(20);
		assertThat(scene.transition.incidents()).isEmpty();
		scene.wake();
		assertThat(scene.acquire().rebase()).isFalse();
		assertThat(scene.acquire().strict()).isFalse();
	}

	@Test
	void whenToldToBeLateByMoreThanASlowCallThenTheNextAttemptCountsLeasesAnew() {
		Scene scene = Scene.following();
		scene.wake();
		scene.pass(1_250).stepServer(3_000);
		scene.late();
		assertThat(scene.transition.incidents()).containsExactly(Incident.CLOCK_JUMPED);
		scene.wake();
		assertThat(scene.acquire().rebase()).isTrue();
	}

	@Test
	void whenToldToBeLateAndTheClockOfTheStoreMayHaveJumpedThenALeaseThatSeemsToHaveEndedIsRespectedForAHoldTime() {
		Scene scene = Scene.following();
		scene.wake();
		scene.pass(1_250).stepServer(2_000);
		scene.late();
		assertThat(scene.wakesIn()).hasMillis(20);
		assertThat(scene.transition.incidents()).isEmpty();
		scene.wake();
		scene.peek();
		scene.held(0);
		respectedForAHoldTime(scene);
	}

	@Test
	void whenTheLeaseIsHeldBetweenLateAttemptsThenNoneComesLaterForThat() {
		Scene scene = Scene.following();
		scene.wake();
		for (int i = 0; i < 4; i++) {
			scene.pass(1_250).stepServer(2_000);
			scene.late();
			assertThat(scene.wakesIn()).hasMillis(20);
			scene.wake();
			scene.peek();
			scene.held(3_000);
			scene.wake();
			scene.acquire();
		}
	}

	@Test
	void whenRepliesToLooksAreTooSlowThenItLooksAgainAtOnceAndThenLaterEachTimeUntilTheyAreNot() {
		Scene scene = Scene.idle();
		scene.start();
		scene.peek();
		scene.pass(2_500).free();
		for (long backOff : new long[] { 30, 60, 120 }) {
			scene.peek();
			scene.pass(2_500).free();
			scene.asksNothing();
			assertThat(scene.wakesIn()).hasMillis(backOff);
			scene.wake();
		}
		scene.peek();
		scene.pass(1_200).free();
		assertThat(scene.acquire().attempt()).isOne();
	}

	@Test
	void whenTheReplyToALookIsTooSlowAndTheLeaseIsFreeThenOnesThatMayNotLeadLookAgainAsUsual() {
		Scene scene = Scene.idle();
		scene.mayLead(false);
		scene.start();
		scene.peek();
		scene.pass(2_500).free();
		assertThat(scene.wakesIn()).hasSeconds(10);
	}

	@Test
	void whenToldToBeLateBeforeAnyLeaderWasSeenThenALeaseThatSeemsToHaveEndedIsRespectedForAHoldTime() {
		Scene scene = lateAfterSlowCalls();
		scene.held(0);
		respectedForAHoldTime(scene);
	}

	@Test
	void whenToldToBeLateAndThereIsNoRecordThenTheLeaseIsAskedForAtOnce() {
		Scene scene = lateAfterSlowCalls();
		scene.free();
		assertThat(scene.acquire().strict()).isFalse();
	}

	/** It has found no record, and its first attempt came late, perhaps by a jump. */
	private static Scene lateAfterSlowCalls() {
		Scene scene = Scene.idle();
		scene.start();
		scene.pass(1_200).free();
		scene.pass(1_200).stepServer(1_400).late();
		scene.wake();
		scene.peek();
		return scene;
	}

	@Test
	void whenALookFindsSomethingElseThenTheClockOfTheStoreMayHaveJumpedBeforeTheNext() {
		Scene scene = Scene.following((settings) -> settings.rank(1));
		scene.wake();
		scene.peek();
		scene.pass(1_250).stepServer(2_000).foreign();
		scene.wake();
		scene.peek();
		scene.held(0);
		assertThat(scene.state.known().watched().doubtful()).isTrue();
	}

	@Test
	void whenALookTakesLongThenTheClockOfTheStoreMayHaveJumpedMeanwhile() {
		Scene scene = Scene.following((settings) -> settings.rank(1));
		scene.wake();
		scene.peek();
		scene.pass(1_250).stepServer(2_000).held(0);
		assertThat(scene.state.known().watched().doubtful()).isTrue();
	}

	@Test
	void whenALookTakesLongAndTheClockOfTheStoreIsAsExpectedThenItIsTrusted() {
		Scene scene = Scene.following((settings) -> settings.rank(1));
		scene.wake();
		scene.peek();
		scene.pass(1_250).held(0);
		assertThat(scene.state.known().watched().doubtful()).isFalse();
	}

	@Test
	void whenTheFirstLookTakesLongThenTheLeaseThatTheNextOneFindsEndedIsNotDoubted() {
		Scene scene = Scene.idle();
		scene.start();
		scene.peek();
		scene.pass(2_400).held(0);
		scene.peek();
		scene.pass(1).held(0);
		assertThat(scene.state.known().watched().doubtful()).isFalse();
		assertThat(scene.acquire().strict()).isFalse();
	}

	@Test
	void whenTheLeaderHasAShorterTtlThenAStepAsLongAsItsMarginIsNoticed() {
		Scene scene = Scene.acquiring();
		scene.held(Scene.OTHER, 7, 5_000, 6_000);
		long seen = scene.serverTime();
		scene.wake();
		assertThat(scene.acquire().notAfter()).isEqualTo(seen + 5_001 + 995);
	}

	@Test
	void whenNothingWasHeardForLongThenALeaseThatSeemsToHaveEndedIsRespectedForAHoldTime() {
		Scene scene = Scene.following();
		scene.stop();
		scene.pass(60_000).stepServer(10_000);
		scene.start();
		scene.peek();
		scene.held(0);
		respectedForAHoldTime(scene);
	}

	private static void respectedForAHoldTime(Scene scene) {
		assertThat(scene.acquire().strict()).isTrue();
		assertThat(scene.acquire().earned()).isEmpty();
		String signature = scene.state.known().watched().signature();
		unchanged(scene, 0, 0);
		assertThat(scene.wakesIn()).hasSeconds(10);
		scene.wake();
		assertThat(scene.acquire().earned()).isEmpty();
		unchanged(scene, 0, 10_000);
		assertThat(scene.wakesIn()).hasMillis(7_500);
		scene.wake();
		assertThat(scene.acquire().earned()).isEqualTo(signature);
	}

	@Test
	void whenNothingWasHeardForLongAndTheRecordChangesThenItIsTrusted() {
		Scene scene = Scene.following();
		scene.stop();
		scene.pass(60_000).stepServer(10_000);
		scene.start();
		scene.held(0);
		assertThat(scene.acquire().strict()).isTrue();
		scene.held(15_000);
		scene.wake();
		assertThat(scene.acquire().strict()).isFalse();
	}

	@Test
	void whenNothingWasHeardForLongAndTheLeaseWasReleasedThenItIsAskedForAtOnce() {
		Scene scene = Scene.following();
		scene.stop();
		scene.pass(60_000);
		scene.start();
		scene.released(Scene.TERM);
		assertThat(scene.acquire().strict()).isFalse();
	}

	@Test
	void whenNothingIsRememberedThenALeaseThatHasEndedIsAskedForAtOnce() {
		Scene scene = Scene.idle();
		scene.start();
		scene.held(0);
		assertThat(scene.acquire().strict()).isFalse();
	}

	@Test
	void whenTheOwnLeaseHasEndedAndNothingWasHeardForLongThenItIsAskedForAtOnce() {
		Scene scene = Scene.renewing();
		String owner = scene.renew().owner();
		scene.pass(20_000).failed(ErrorKind.UNREACHABLE);
		scene.workLeft();
		scene.failed(ErrorKind.UNREACHABLE);
		scene.wake();
		scene.peek();
		scene.held(owner, Scene.TERM, 0, 15_000);
		assertThat(scene.acquire().strict()).isFalse();
	}

	@Test
	void whenTheAttemptThatIsToCountLeasesAnewFailsThenTheOneAfterDoesIt() {
		Scene scene = Scene.acquiring();
		scene.stepServer(8_000).late();
		scene.wake();
		scene.failed(ErrorKind.BUSY);
		scene.wake();
		assertThat(scene.acquire().rebase()).isTrue();
		scene.granted(Scene.TERM);
		assertThat(scene.state.known().rebase()).isFalse();
	}

	@Test
	void whenTheClockOfTheStoreJumpedAndTheElectionIsStartedAgainThenTheFirstAttemptCountsLeasesAnew() {
		Scene scene = Scene.acquiring();
		scene.stepServer(8_000).late();
		scene.stop();
		scene.start();
		assertThat(scene.acquire().rebase()).isTrue();
	}

	@Test
	void whenToldOfTheJumpWhileStoppingThenTheFirstAttemptAfterCountsLeasesAnew() {
		Scene scene = Scene.acquiring();
		scene.stepServer(8_000);
		scene.stop();
		scene.start();
		scene.late();
		assertThat(scene.acquire().rebase()).isTrue();
	}

	@Test
	void whenALookShowsTheJumpWhileStoppingThenTheFirstAttemptAfterCountsLeasesAnew() {
		Scene scene = Scene.following((settings) -> settings.waitTime(Duration.ofSeconds(30)));
		scene.wake();
		scene.peek();
		scene.stepServer(8_000);
		scene.stop();
		scene.start();
		scene.held(0);
		assertThat(scene.acquire().rebase()).isTrue();
	}

	@Test
	void whenAJumpMayHaveBeenMissedAndTheElectionIsStartedAgainThenTheLeaseIsStillInDoubt() {
		Scene scene = Scene.following((settings) -> settings.waitTime(Duration.ofSeconds(30)));
		scene.wake();
		scene.peek();
		scene.held(0);
		assertThat(scene.acquire().strict()).isTrue();
		scene.stop();
		scene.start();
		scene.held(0);
		assertThat(scene.acquire().strict()).isTrue();
	}

	@Test
	void whenTheClockOfTheStoreJumpedWhileNothingWasHeardThenTheNextAttemptCountsLeasesAnew() {
		Scene scene = Scene.following((settings) -> settings.waitTime(Duration.ofSeconds(30)));
		scene.wake();
		scene.peek();
		scene.stepServer(8_000);
		scene.held(0);
		assertThat(scene.transition.incidents()).containsExactly(Incident.CLOCK_JUMPED);
		assertThat(scene.acquire().rebase()).isTrue();
		scene.held(15_000);
		scene.wake();
		scene.held(0);
		assertThat(scene.acquire().rebase()).isFalse();
	}

	@Test
	void whenALookShowsThatTheClockOfTheStoreWentBackThenAnAttemptFollowsWhichShortensTheLease() {
		Scene scene = Scene.following((settings) -> settings.waitTime(Duration.ofSeconds(30)));
		scene.wake();
		scene.peek();
		scene.complete(LeaseResult.of(new LeaseReply(LeaseReply.Code.HELD, Scene.TERM, 15_000, Scene.OTHER,
				scene.serverTime() - 20_000, 15_000, scene.serverTime(), "")));
		assertThat(scene.acquire().attempt()).isEqualTo(1);
	}

	@Test
	void whenLateThenNothingIsTold() {
		Scene scene = Scene.acquiring();
		scene.late();
		assertThat(scene.transition.events()).isEmpty();
	}

	@Test
	void whenStrictThenARecordIsTakenOverOnlyAfterItWasWatchedUnchangedForAHoldTime() {
		Scene scene = strict();
		long seen = scene.now().nanos();
		scene.held(5_000);
		String signature = scene.state.known().watched().signature();
		assertThat(scene.wakesIn()).as("hold time, but no longer than the wait").hasSeconds(10);
		scene.wake();
		assertThat(scene.acquire().strict()).isTrue();
		assertThat(scene.acquire().earned()).isEmpty();
		unchanged(scene, 5_000, 10_000);
		assertThat(scene.wakesIn()).hasMillis(7_500);
		scene.wake();
		assertThat(scene.now().nanos() - seen).isEqualTo(17_500_000_000L);
		assertThat(scene.acquire().earned()).isEqualTo(signature);
	}

	@Test
	void whenStrictAndTheRecordChangesThenTheWatchBeginsAgain() {
		Scene scene = strict();
		scene.held(12_000);
		scene.wake();
		scene.held(12_000);
		scene.wake();
		scene.held(12_000);
		scene.wake();
		assertThat(scene.acquire().earned()).isEmpty();
	}

	@Test
	void whenStrictAndTheLeaderHasALongerTtlThenTheRecordIsWatchedForLonger() {
		Scene scene = strict();
		scene.held(Scene.OTHER, 7, 2_000, 30_000);
		scene.wake();
		scene.held(Scene.OTHER, 7, -8_000, 30_000);
		scene.wake();
		scene.held(Scene.OTHER, 7, -18_000, 30_000);
		assertThat(scene.wakesIn()).hasSeconds(10);
		scene.wake();
		assertThat(scene.acquire().earned()).isEmpty();
		scene.held(Scene.OTHER, 7, -28_000, 30_000);
		assertThat(scene.wakesIn()).hasSeconds(5);
		scene.wake();
		assertThat(scene.acquire().earned()).isNotEmpty();
	}

	@Test
	void whenStrictAndTheReplyWasSlowThenTheWatchBeginsWhenItArrived() {
		Scene scene = strict();
		scene.pass(1_000);
		long received = scene.now().nanos();
		scene.held(60_000);
		assertThat(scene.state.known().earnedAt(15_000) - received).isEqualTo(17_500_000_000L);
	}

	@Test
	void whenErrorsFollowEachOtherThenOnlyTheFirstIsToldAndAChangeOfKind() {
		Scene scene = Scene.acquiring();
		scene.failed(ErrorKind.BUSY);
		assertThat(errors(scene)).containsExactly(ErrorKind.BUSY);
		scene.wake();
		scene.failed(ErrorKind.BUSY);
		assertThat(errors(scene)).isEmpty();
		scene.wake();
		scene.failed(ErrorKind.READ_ONLY);
		assertThat(errors(scene)).containsExactly(ErrorKind.READ_ONLY);
		scene.wake();
		scene.held(5_000);
		assertThat(errors(scene)).isEmpty();
		assertThat(scene.transition.incidents()).containsExactly(Incident.RECOVERED);
		scene.wake();
		scene.failed(ErrorKind.READ_ONLY);
		assertThat(errors(scene)).containsExactly(ErrorKind.READ_ONLY);
	}

	@Test
	void whenAFollowerFailsThenTheErrorIsOfNoTerm() {
		Scene scene = Scene.acquiring();
		scene.failed(ErrorKind.BUSY);
		assertThat(scene.transition.events().get(0).term()).isZero();
	}

	@ParameterizedTest
	@EnumSource(names = { "READ_ONLY", "WRITES_REFUSED", "DENIED" })
	void whenWritesFailThenASuccessfulLookDoesNotCountAsRecovery(ErrorKind kind) {
		Scene scene = Scene.acquiring();
		scene.failed(kind);
		scene.signal(Kind.GRANTED, Scene.TERM + 5);
		scene.peek();
		scene.held(14_000);
		assertThat(scene.transition.incidents()).isEmpty();
		scene.wake();
		scene.failed(kind);
		assertThat(errors(scene)).isEmpty();
	}

	@Test
	void whenReplicasLackThenNeitherALookNorTheAttemptOfAnotherIsARecovery() {
		Scene scene = notReplicated();
		scene.signal(Kind.GRANTED, Scene.TERM + 5);
		scene.peek();
		scene.held("b".repeat(32) + "#5", Scene.TERM + 5, 14_000, 15_000);
		assertThat(scene.transition.incidents()).isEmpty();
		scene.wake();
		scene.held("b".repeat(32) + "#6", Scene.TERM + 6, 14_000, 15_000);
		assertThat(scene.transition.incidents()).isEmpty();
		scene.wake();
		scene.held("~" + "b".repeat(32) + "#7", Scene.TERM + 6, 14_000, 15_000);
		scene.wake();
		scene.held("~" + "b".repeat(32) + "#7", Scene.TERM + 6, 4_000, 15_000);
		scene.wake();
		scene.late();
		assertThat(scene.transition.incidents()).doesNotContain(Incident.RECOVERED);
		scene.wake();
		scene.failed(ErrorKind.NOT_REPLICATED);
		assertThat(errors(scene)).isEmpty();
	}

	@Test
	void whenReplicasLackedAndAnotherKeepsTheLeaseThenThatIsARecovery() {
		Scene scene = notReplicated();
		scene.wake();
		scene.held(14_000);
		assertThat(scene.transition.incidents()).isEmpty();
		scene.wake();
		scene.held(14_000);
		assertThat(scene.transition.incidents()).containsExactly(Incident.RECOVERED);
	}

	@Test
	void whenReplicasLackedAndTheLeaseIsGrantedThenThatIsARecovery() {
		Scene scene = notReplicated();
		scene.wake();
		scene.granted(Scene.TERM);
		assertThat(scene.transition.incidents()).containsExactly(Incident.RECOVERED);
		assertThat(scene.isLeading()).isTrue();
	}

	@Test
	void whenReplicasLackThenAMessageOfAGrantCutsNoBackOffShort() {
		Scene scene = notReplicated();
		scene.signal(Kind.GRANTED, Scene.TERM);
		scene.peek();
		scene.released(Scene.TERM);
		scene.asksNothing();
		assertThat(scene.wakesIn()).isBetween(Duration.ofMillis(562), Duration.ofMillis(750));
	}

	private static Scene notReplicated() {
		Scene scene = Scene.acquiring();
		scene.failed(ErrorKind.NOT_REPLICATED);
		assertThat(errors(scene)).containsExactly(ErrorKind.NOT_REPLICATED);
		scene.release();
		scene.done();
		assertThat(scene.transition.incidents()).isEmpty();
		return scene;
	}

	@Test
	void whenTheStoreWasUnreachableThenASuccessfulLookIsARecovery() {
		Scene scene = Scene.idle();
		scene.start();
		scene.failed(ErrorKind.UNREACHABLE);
		scene.wake();
		scene.peek();
		scene.held(14_000);
		assertThat(scene.transition.incidents()).containsExactly(Incident.RECOVERED);
	}

	@Test
	void whenTheSameLeaderIsSeenAgainThenItIsNotToldAgain() {
		Scene scene = Scene.following();
		scene.wake();
		scene.held(14_000);
		assertThat(scene.transition.events()).isEmpty();
		scene.wake();
		scene.held(Scene.OTHER, Scene.TERM + 1, 14_000, 15_000);
		assertThat(scene.transition.events()).singleElement().isInstanceOf(LeaderChanged.class);
	}

	@Test
	void whenNothingIsUnderWayThenACompletionChangesNothing() {
		Scene scene = Scene.following();
		Phase before = scene.state.phase();
		scene.done();
		assertThat(scene.state.phase()).isEqualTo(before);
	}

	@Test
	void whenWokenTooEarlyThenItWaitsForTheRest() {
		Scene scene = Scene.following();
		scene.pass(9_999).timer();
		scene.asksNothing();
		assertThat(scene.wakesIn()).hasMillis(1);
	}

	@Test
	void whenDrainTimeoutIsZeroAndNoWorkIsInsideThenAnExpiredLeadershipDoesNotReportWork() {
		Scene scene = Scene.leading((s) -> s.drainTimeout(Duration.ZERO));
		scene.pass(12_500).timer();
		scene.closes(DemotionReason.EXPIRED);
		assertThat(scene.transition.incidents()).doesNotContain(Incident.WORK_OVERRAN);
	}

	@Test
	void whenWorkIsInsideThenAnExpiredLeaseIsNotReleasedBeforeItsEndEvenIfTheDrainTimeoutIsShort() {
		Scene scene = Scene.leading((s) -> s.drainTimeout(Duration.ofSeconds(1)));
		scene.pass(12_500).timer();
		scene.closes(DemotionReason.EXPIRED);
		scene.pass(1_000).timer(); // 13.5 s of 15 s
		assertThat(scene.transition.call()).isNotInstanceOf(LeaseRequest.Release.class);
	}

	@Test
	void whenTheTtlIsLongThenAnExpiredLeaseIsNotReleasedUnderWorkAtTheDefaultDrainTimeout() {
		Scene scene = Scene.leading((s) -> s.ttl(Duration.ofMinutes(3)));
		scene.pass(150_000).timer();
		scene.closes(DemotionReason.EXPIRED);
		scene.pass(20_000).timer(); // 170 s of 180 s
		assertThat(scene.transition.call()).isNotInstanceOf(LeaseRequest.Release.class);
	}

	@Test
	void whenTheOwnReleaseIsHeardOfThenTheBackOffStays() {
		Scene scene = Scene.acquiring();
		scene.pass(12_500);
		scene.granted(Scene.TERM); // too late
		scene.release();
		scene.done();
		scene.pass(1).signal(Kind.RELEASED, Scene.TERM); // our own message
		scene.asksNothing();
	}

	@Test
	void whenAReleaseIsHeardOfDuringAReleaseThenThereIsOneAttemptAfterIt() {
		Scene scene = Scene.acquiring();
		scene.failed(ErrorKind.UNREACHABLE);
		scene.release();
		scene.signal(Kind.RELEASED, Scene.TERM + 5);
		scene.done();
		if (scene.transition.call() == null) {
			scene.wake();
		}
		scene.acquire();
		scene.held(14_000);
		scene.asksNothing();
	}

	@Test
	void whenAttemptsAndTheirReleasesFailThenTheBackOffDoublesPerAttempt() {
		Scene scene = Scene.acquiring();
		scene.chance = Math.nextDown(1.0);
		scene.failed(ErrorKind.UNREACHABLE);
		scene.failed(ErrorKind.UNREACHABLE);
		scene.wake();
		scene.acquire();
		scene.failed(ErrorKind.UNREACHABLE);
		scene.failed(ErrorKind.UNREACHABLE);
		assertThat(scene.wakesIn()).isCloseTo(Duration.ofMillis(1_500), Duration.ofMillis(1));
	}

	@Test
	void whenTheGrantToAnotherIsLearnedByTheAttemptUnderWayThenItIsNotLookedUp() {
		Scene scene = Scene.acquiring();
		scene.signal(Kind.GRANTED, Scene.TERM);
		scene.held(Scene.OTHER, Scene.TERM, 14_000, 15_000);
		scene.asksNothing();
	}

	@Test
	void whenARevokedLeaderResignsThenItStillLetsOthersGoFirst() {
		Scene scene = Scene.renewing();
		scene.lost(LeaseReply.REVOKED, Scene.TERM + 1, 9_000);
		scene.workLeft();
		scene.resign();
		assertThat(scene.wakesIn()).isGreaterThan(Duration.ofSeconds(9));
	}

	@Test
	void whenTheLeaseOfTheLeaderSeenHasEndedThenNobodyIsKnownToLead() {
		Scene scene = Scene.acquiring((s) -> s.safety(Safety.STRICT));
		scene.held(5_000);
		scene.wake();
		scene.held(0); // strict: not yet earned; its lease has ended
		assertThat(scene.state.leader()).isNull();
	}

	@Test
	void whenItPutsTheRecordIntoQuarantineThenThatIsNoticedOnce() {
		Scene scene = Scene.acquiring();
		String owner = ((LeaseRequest.Acquire) scene.state.inFlight()).owner();
		scene.held("~" + owner, Scene.TERM, 17_500, 17_500);
		assertThat(scene.transition.incidents()).containsExactly(Incident.QUARANTINED);
		scene.wake();
		scene.held("~" + owner, Scene.TERM, 7_500, 17_500);
		assertThat(scene.transition.incidents()).isEmpty();
	}

	@Test
	void whenOldWorkRunsThenItStillHearsWhoLeads() {
		Scene scene = Scene.renewing();
		scene.lost(Scene.OTHER, Scene.TERM + 1, 14_000);
		scene.signal(Kind.GRANTED, Scene.TERM + 2);
		scene.peek();
	}

	@Test
	void whenAForeignRecordIsFoundAfterTheLeaseExpiredThenNothingIsSentToIt() {
		Scene scene = Scene.renewing();
		scene.pass(12_500).timer();
		scene.workLeft();
		scene.foreign();
		assertThat(scene.transition.call()).isNull();
	}

	private static Scene strict() {
		return Scene.acquiring((settings) -> settings.safety(Safety.STRICT));
	}

	/** The record is as it was, some time later. */
	private static void unchanged(Scene scene, long remainingThen, long since) {
		scene.held(remainingThen - since);
	}

	private static List<ErrorKind> errors(Scene scene) {
		return scene.transition.events()
			.stream()
			.filter(Errored.class::isInstance)
			.map((event) -> ((Errored) event).kind())
			.toList();
	}

}
