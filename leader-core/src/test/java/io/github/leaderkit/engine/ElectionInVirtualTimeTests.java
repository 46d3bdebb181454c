package io.github.leaderkit.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElection.GuardedCall;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Errored;
import io.github.leaderkit.LeadershipEvent.LeaderChanged;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.memory.InMemoryLeaseStore;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whole elections, several processes each, in virtual time: nothing sleeps, and every
 * delay is exact.
 */
class ElectionInVirtualTimeTests {

	private static final Duration TTL = Duration.ofSeconds(15);

	private final VirtualWorld world = new VirtualWorld(42);

	private final InMemoryLeaseStore server = new InMemoryLeaseStore(this.world::millis);

	private final List<VirtualNode> nodes = new ArrayList<>();

	@Test
	void whenThreeContendThenExactlyOneLeadsAndTheOthersKnowWho() {
		VirtualNode a = node((s) -> s.instance("a"));
		VirtualNode b = node((s) -> s.instance("b"));
		VirtualNode c = node((s) -> s.instance("c"));
		run(Duration.ofMinutes(5));
		assertThat(leaders()).hasSize(1);
		String leader = leader().election.settings().instance();
		for (VirtualNode node : List.of(a, b, c)) {
			assertThat(node.election.currentLeader().orElseThrow().instance()).isEqualTo(leader);
			assertThat(node.events(LeaderChanged.class)).hasSize(1);
			assertThat(node.events(Errored.class)).isEmpty();
		}
		assertThat(leader().events(Promoted.class)).hasSize(1);
		assertThat(leader().events(Demoted.class)).isEmpty();
	}

	@Test
	void whenNothingHappensThenLeaderAndFollowersSendFewCommands() {
		VirtualNode a = node();
		run(Duration.ofSeconds(1));
		VirtualNode b = node();
		run(Duration.ofSeconds(1));
		a.runtime.calls.clear();
		b.runtime.calls.clear();
		run(Duration.ofMinutes(10));
		// leader: a renewal each third of the ttl, at most a tenth earlier; follower: an
		// attempt each two thirds
		assertThat(a.runtime.calls).hasSizeBetween(120, 135);
		assertThat(b.runtime.calls).hasSizeBetween(58, 61);
		assertThat(b.calls(LeaseRequest.Peek.class)).isZero();
	}

	@Test
	void whenLeaderStopsThenAnotherLeadsWithinMilliseconds() {
		VirtualNode a = node();
		run(Duration.ofSeconds(1));
		VirtualNode b = node();
		run(Duration.ofSeconds(1));
		CompletableFuture<Void> stopped = a.stop();
		run(Duration.ofMillis(4));
		assertThat(stopped).isDone();
		assertThat(b.isLeader()).isTrue();
		assertThat(a.events(Demoted.class)).singleElement()
			.extracting(Demoted::reason)
			.isEqualTo(DemotionReason.STOPPED);
		assertThat(b.events(Promoted.class).get(0).term()).isGreaterThan(a.events(Promoted.class).get(0).term());
	}

	@Test
	void whenLeaderCrashesThenAnotherLeadsJustAfterTheLeaseHasEnded() {
		VirtualNode a = node();
		run(Duration.ofSeconds(20));
		VirtualNode b = node();
		run(Duration.ofSeconds(30));
		a.runtime.crash();
		long expiry = this.server.answer(new LeaseRequest.Peek("test")).expiry();
		run(Duration.ofMillis(expiry - this.world.millis()));
		assertThat(b.isLeader()).isFalse();
		run(Duration.ofMillis(3));
		assertThat(b.isLeader()).isTrue();
	}

	@Test
	void whenTakeoverDelayIsSetThenACrashedLeaderIsReplacedLater() {
		VirtualNode a = node();
		run(Duration.ofSeconds(20));
		VirtualNode b = node((s) -> s.takeoverDelay(Duration.ofSeconds(7)));
		run(Duration.ofSeconds(30));
		a.runtime.crash();
		long expiry = this.server.answer(new LeaseRequest.Peek("test")).expiry();
		run(Duration.ofMillis(expiry + 7_000 - this.world.millis()));
		assertThat(b.isLeader()).isFalse();
		run(Duration.ofMillis(3));
		assertThat(b.isLeader()).isTrue();
	}

	@Test
	void whenStrictThenACrashedLeaderIsReplacedOnlyAfterItsRecordWasWatchedForAHoldTime() {
		VirtualNode a = node((s) -> s.safety(ElectionSettings.Safety.STRICT));
		run(Duration.ofSeconds(30));
		VirtualNode b = node((s) -> s.safety(ElectionSettings.Safety.STRICT));
		run(Duration.ofSeconds(60));
		a.runtime.crash();
		run(TTL);
		assertThat(b.isLeader()).isFalse();
		run(TTL.multipliedBy(7).dividedBy(6));
		assertThat(b.isLeader()).isTrue();
	}

	@Test
	void whenStrictAndNoRecordThenTheFirstLeaderComesAfterAQuarantine() {
		VirtualNode a = node((s) -> s.safety(ElectionSettings.Safety.STRICT));
		run(TTL.multipliedBy(7).dividedBy(6).minusMillis(10));
		assertThat(a.isLeader()).isFalse();
		run(Duration.ofSeconds(1));
		assertThat(a.isLeader()).isTrue();
	}

	@Test
	void whenRedisIsGoneForAThirdOfTheTtlThenTheLeaderStays() {
		VirtualNode a = node();
		run(Duration.ofSeconds(20));
		for (int i = 0; i < 50; i++) {
			a.runtime.network.cutOff(true);
			run(TTL.dividedBy(3));
			a.runtime.network.cutOff(false);
			run(Duration.ofMillis(7_300 + i * 37));
		}
		assertThat(a.events(Demoted.class)).isEmpty();
		assertThat(a.isLeader()).isTrue();
		assertThat(a.events(Errored.class)).hasSizeLessThanOrEqualTo(50);
	}

	@Test
	void whenRedisIsGoneForLongThenLeadershipEndsAtItsDeadlineAndComesBackByItself() {
		VirtualNode a = node();
		VirtualNode b = node();
		run(Duration.ofSeconds(20));
		VirtualNode leader = leader();
		this.nodes.forEach((node) -> node.runtime.network.cutOff(true));
		run(TTL.multipliedBy(5).dividedBy(6));
		assertThat(leader.isLeader()).isFalse();
		run(TTL.multipliedBy(2));
		assertThat(leader.events(Demoted.class)).singleElement()
			.extracting(Demoted::reason)
			.isEqualTo(DemotionReason.EXPIRED);
		this.nodes.forEach((node) -> node.runtime.network.cutOff(false));
		run(Duration.ofSeconds(5));
		assertThat(leaders()).hasSize(1);
		assertThat(a.events(Errored.class)).hasSize(1);
		assertThat(b.events(Errored.class)).hasSize(1);
	}

	@Test
	void whenRenewalFailsAndOnErrorIsStepDownThenLeadershipEndsAtOnceAndTheErrorIsToldAfter() {
		VirtualNode a = node((s) -> s.onError(ElectionSettings.OnError.STEP_DOWN));
		run(Duration.ofSeconds(1));
		a.runtime.network.cutOff(true);
		run(Duration.ofSeconds(7));
		assertThat(a.events(Demoted.class)).singleElement()
			.extracting(Demoted::reason)
			.isEqualTo(DemotionReason.STORE_ERROR);
		int demoted = a.events.indexOf(a.events(Demoted.class).get(0));
		int errored = a.events.indexOf(a.events(Errored.class).get(0));
		assertThat(errored).isGreaterThan(demoted);
	}

	@Test
	void whenLeaderResignsThenAnotherLeadsAndTheResignedLetsOthersGoFirst() {
		VirtualNode a = node();
		run(Duration.ofSeconds(1));
		VirtualNode b = node();
		run(Duration.ofSeconds(1));
		CompletableFuture<Void> resigned = a.election.resign().toCompletableFuture();
		run(Duration.ofMillis(4));
		assertThat(resigned).isDone();
		assertThat(b.isLeader()).isTrue();
		b.stop();
		run(Duration.ofMillis(900));
		assertThat(a.isLeader()).isFalse();
		run(Duration.ofMillis(200));
		assertThat(a.isLeader()).isTrue();
	}

	@Test
	void whenLeaderResignsAndNobodyElseContendsThenItLeadsAgainAfterASecond() {
		VirtualNode a = node();
		run(Duration.ofSeconds(1));
		a.election.resign();
		run(Duration.ofMillis(900));
		assertThat(a.isLeader()).isFalse();
		run(Duration.ofMillis(200));
		assertThat(a.isLeader()).isTrue();
		assertThat(a.events(Promoted.class)).hasSize(2);
	}

	@Test
	void whenWorkRunsThenStopWaitsForItAndRenewsAndLetsNobodyElseLead() {
		VirtualNode a = node((s) -> s.drainTimeout(Duration.ofMinutes(5)));
		run(Duration.ofSeconds(1));
		VirtualNode b = node();
		run(Duration.ofSeconds(1));
		GuardedCall work = a.enter();
		assertThat(work).isNotNull();
		CompletableFuture<Void> stopped = a.stop();
		run(TTL.multipliedBy(4));
		assertThat(stopped).isNotDone();
		assertThat(a.isLeader()).isTrue();
		assertThat(work.leadership().isValid()).isTrue();
		assertThat(b.isLeader()).isFalse();
		work.close();
		assertThat(a.enter()).isNull();
		run(Duration.ofMillis(5));
		assertThat(stopped).isDone();
		assertThat(a.isLeader()).isFalse();
		assertThat(b.isLeader()).isTrue();
	}

	@Test
	void whenAListenerActsOnADemotionForLongThenNobodyElseLeadsMeanwhile() {
		VirtualNode a = node((s) -> s.drainTimeout(Duration.ofMinutes(5)));
		run(Duration.ofSeconds(1));
		VirtualNode b = node();
		run(Duration.ofSeconds(1));
		a.runtime.announcingTakes(TTL.multipliedBy(3));
		a.election.resign();
		run(Duration.ofMillis(10));
		assertThat(a.isLeader()).isFalse();
		run(TTL.multipliedBy(2));
		assertThat(b.isLeader()).isFalse();
		run(TTL.plusMillis(10));
		assertThat(b.isLeader()).isTrue();
	}

	@Test
	void whenWorkNeverEndsThenTheLeaseIsReleasedAtTheDrainTimeout() {
		VirtualNode a = node((s) -> s.drainTimeout(Duration.ofSeconds(20)));
		run(Duration.ofSeconds(1));
		VirtualNode b = node();
		run(Duration.ofSeconds(1));
		assertThat(a.enter()).isNotNull();
		CompletableFuture<Void> stopped = a.stop();
		run(Duration.ofMillis(19_990));
		assertThat(b.isLeader()).isFalse();
		run(Duration.ofMillis(20));
		assertThat(stopped).isDone();
		assertThat(b.isLeader()).isTrue();
	}

	@Test
	void whenLeadershipIsLostThenTheSameInstanceDoesNotContendWhileItsOldWorkRuns() {
		VirtualNode a = node((s) -> s.drainTimeout(Duration.ofMinutes(2)));
		run(Duration.ofSeconds(1));
		GuardedCall work = a.enter();
		assertThat(work).isNotNull();
		a.runtime.network.cutOff(true);
		run(TTL);
		assertThat(a.isLeader()).isFalse();
		a.runtime.network.cutOff(false);
		run(Duration.ofSeconds(60));
		assertThat(a.isLeader()).isFalse();
		work.close();
		run(Duration.ofSeconds(1));
		assertThat(a.isLeader()).isTrue();
	}

	@Test
	void whenRevokedThenAnotherLeadsAfterTheLeaseAndNeverTwoAtATime() {
		VirtualNode a = node();
		run(Duration.ofSeconds(1));
		VirtualNode b = node();
		run(Duration.ofSeconds(2));
		CompletableFuture<Boolean> revoked = b.election.revoke().toCompletableFuture();
		run(Duration.ofMillis(5));
		assertThat(revoked).isCompletedWithValue(true);
		assertThat(a.isLeader()).isFalse();
		assertThat(a.events(Demoted.class)).singleElement()
			.extracting(Demoted::reason)
			.isEqualTo(DemotionReason.REVOKED);
		run(TTL);
		assertThat(b.isLeader()).isTrue();
	}

	@Test
	void whenRedisLosesTheRecordThenTheLeaderTakesItBackAndNobodyElseLeads() {
		VirtualNode a = node();
		run(Duration.ofSeconds(1));
		VirtualNode b = node();
		run(Duration.ofSeconds(21));
		this.server.forgetAll();
		run(TTL.multipliedBy(4));
		assertThat(a.events(Demoted.class)).isEmpty();
		assertThat(a.isLeader()).isTrue();
		assertThat(b.isLeader()).isFalse();
	}

	@Test
	void whenRedisLosesTheRecordAndTheLeaderIsDeadThenAnotherLeadsAfterAHoldTime() {
		VirtualNode a = node();
		run(Duration.ofSeconds(1));
		VirtualNode b = node();
		run(Duration.ofSeconds(21));
		a.runtime.crash();
		this.server.forgetAll();
		run(TTL.multipliedBy(7).dividedBy(6).plus(TTL));
		assertThat(b.isLeader()).isTrue();
		assertThat(b.events(Promoted.class).get(0).term()).isGreaterThan(a.events(Promoted.class).get(0).term());
	}

	@Test
	void whenTheWallClockOfTheLeaderJumpsPastTheDeadlineThenItLeadsNoLonger() {
		VirtualNode a = node();
		run(Duration.ofSeconds(1));
		a.runtime.clocks.step(TTL);
		assertThat(a.isLeader()).isFalse();
		a.runtime.clocks.step(TTL.negated());
		assertThat(a.isLeader()).isFalse();
	}

	@Test
	void whenTheLeaseHasEndedAndTheLoopIsHeldUpThenNobodyIsKnownToLead() {
		VirtualNode node = node();
		run(Duration.ofSeconds(1));
		assertThat(node.election.currentLeader()).isPresent();
		node.runtime.pause(TTL.multipliedBy(3));
		run(TTL);
		assertThat(node.election.currentLeader()).isEmpty();
		assertThat(node.election.leadership()).isEmpty();
	}

	@Test
	void whenAPausedLeaderWakesUpThenItDoesNotLeadAndAnotherDoes() {
		VirtualNode a = node();
		run(Duration.ofSeconds(1));
		VirtualNode b = node();
		run(Duration.ofSeconds(1));
		a.runtime.pause(TTL.multipliedBy(2));
		run(TTL.multipliedBy(2).plusSeconds(1));
		assertThat(b.isLeader()).isTrue();
		assertThat(a.isLeader()).isFalse();
		assertThat(a.events(Demoted.class)).singleElement()
			.extracting(Demoted::reason)
			.isEqualTo(DemotionReason.EXPIRED);
	}

	@Test
	void whenRepliesAreLostThenNoLeaseIsLeftBehind() {
		VirtualNode a = node();
		run(Duration.ofSeconds(1));
		VirtualNode b = node();
		run(Duration.ofSeconds(1));
		b.runtime.network.loseReplies(true);
		a.stop();
		run(Duration.ofSeconds(5));
		assertThat(b.isLeader()).isFalse();
		b.runtime.network.loseReplies(false);
		run(Duration.ofSeconds(3));
		assertThat(b.isLeader()).isTrue();
	}

	@Test
	void whenStoppedAndStartedThenItContendsAgainWithANewTerm() {
		VirtualNode a = node();
		run(Duration.ofSeconds(1));
		for (int i = 0; i < 5; i++) {
			a.stop();
			a.engine.start();
			run(Duration.ofSeconds(1));
			assertThat(a.isLeader()).isTrue();
		}
		List<Long> terms = a.events(Promoted.class).stream().map(Promoted::term).toList();
		assertThat(terms).hasSize(6).doesNotHaveDuplicates().isSorted();
		assertThat(a.events(Demoted.class)).hasSize(5);
	}

	@Test
	void whenAnElectionStopsThenItIsUnsubscribedALittleLater() {
		VirtualNode node = node();
		String key = node.election.settings().key();
		run(Duration.ofSeconds(1));
		node.election.stop();
		run(Duration.ofMillis(500));
		assertThat(node.runtime.isSubscribed(key)).isTrue();
		run(Duration.ofSeconds(2));
		assertThat(node.runtime.isSubscribed(key)).isFalse();
		node.election.start();
		run(Duration.ofSeconds(1));
		assertThat(node.runtime.isSubscribed(key)).isTrue();
	}

	@Test
	void whenAnElectionIsStartedAgainAtOnceThenItStaysSubscribed() {
		VirtualNode node = node();
		run(Duration.ofSeconds(1));
		node.election.stop();
		run(Duration.ofMillis(500));
		node.election.start();
		run(Duration.ofSeconds(5));
		assertThat(node.runtime.isSubscribed(node.election.settings().key())).isTrue();
	}

	@Test
	void whenAnElectionIsClosedThenItIsUnsubscribedAtOnce() {
		VirtualNode node = node();
		run(Duration.ofSeconds(1));
		node.engine.close("default");
		run(Duration.ofMillis(100));
		assertThat(node.runtime.isSubscribed(node.election.settings().key())).isFalse();
	}

	@Test
	void whenAnElectionIsClosedThenItsKeyIsFree() {
		VirtualNode a = node();
		run(Duration.ofSeconds(1));
		a.engine.close("default");
		run(Duration.ofSeconds(1));
		assertThat(a.engine.all()).isEmpty();
		a.engine.create("again", ElectionSettings.withKey("test").build());
		run(Duration.ofSeconds(1));
		assertThat(a.engine.get("again").isLeader()).isTrue();
		a.election.start();
		run(Duration.ofSeconds(1));
		assertThat(a.isLeader()).isFalse();
	}

	@Test
	void whenAnElectionIsClosedBeforeAListenerOfAllHeardOfItsDemotionThenItStillHearsOfIt() {
		VirtualNode a = node((s) -> s.drainTimeout(Duration.ofSeconds(1)));
		List<LeadershipEvent> heard = new ArrayList<>();
		a.engine.addListener(heard::add);
		run(Duration.ofSeconds(1));
		a.runtime.announcingTakes(Duration.ofSeconds(5));
		a.engine.close("default");
		run(Duration.ofSeconds(3));
		assertThat(a.engine.all()).isEmpty();
		run(Duration.ofSeconds(10));
		assertThat(heard).hasAtLeastOneElementOfType(Demoted.class);
	}

	@Test
	void whenRedisIsSilentThenStopEndsWithinTheDrainTimeoutAndTwoCommands() {
		VirtualNode a = node((s) -> s.drainTimeout(Duration.ofSeconds(3)));
		run(Duration.ofSeconds(1));
		a.runtime.neverAnswer();
		CompletableFuture<Void> stopped = a.stop();
		run(Duration.ofSeconds(3).plus(TTL.dividedBy(12).multipliedBy(2)).plusMillis(1));
		assertThat(stopped).isDone();
	}

	private VirtualNode node() {
		return node(UnaryOperator.identity());
	}

	private VirtualNode node(UnaryOperator<ElectionSettings.Builder> customizer) {
		VirtualNode node = new VirtualNode(this.world, this.server,
				customizer.apply(ElectionSettings.withKey("test").ttl(TTL)).build());
		this.nodes.add(node);
		this.world.afterEach(() -> assertThat(leaders()).hasSizeLessThan(2));
		return node;
	}

	private void run(Duration duration) {
		this.world.run(duration);
	}

	private List<VirtualNode> leaders() {
		return this.nodes.stream().filter(VirtualNode::isLeader).toList();
	}

	private VirtualNode leader() {
		return leaders().get(0);
	}

}
