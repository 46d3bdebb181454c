package io.github.leaderkit.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ElectionStatus;
import io.github.leaderkit.ElectionStatus.State;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElection.GuardedCall;
import io.github.leaderkit.LeaderElection.Registration;
import io.github.leaderkit.LeaderSighting;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Draining;
import io.github.leaderkit.LeadershipEvent.Errored;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.engine.decision.Incident;
import io.github.leaderkit.engine.report.ElectionObserver;
import io.github.leaderkit.engine.report.StoreOperation;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseStoreException;
import io.github.leaderkit.store.memory.InMemoryLeaseStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an election says about itself.
 */
class ElectionStatusInVirtualTimeTests {

	private static final Duration TTL = Duration.ofSeconds(15);

	private static final Duration MOMENT = Duration.ofMillis(20);

	private final VirtualWorld world = new VirtualWorld(42);

	private final InMemoryLeaseStore server = new InMemoryLeaseStore(this.world::millis);

	@Test
	void whenAnElectionIsStoppedThenItSaysSoAndIsNotLeaderless() {
		VirtualNode node = node((s) -> s.autoStart(false));
		run(TTL.multipliedBy(10));
		ElectionStatus status = node.election.status();
		assertThat(status.state()).isEqualTo(State.STOPPED);
		assertThat(status.leaderless()).isZero();
		assertThat(status.leadership()).isNull();
		assertThat(status.contact().untilNext()).isNull();
		assertThat(status.contact().overdue()).isZero();
	}

	@Test
	void whenAnInstanceLeadsThenItSaysSinceWhenItsLeaseIsRenewedAndWhenNext() {
		VirtualNode node = node();
		run(TTL.multipliedBy(3));
		ElectionStatus status = node.election.status();
		assertThat(status.state()).isEqualTo(State.LEADING);
		assertThat(status.leadership()).isEqualTo(node.election.leadership().orElseThrow());
		assertThat(status.term()).isEqualTo(node.election.leadership().orElseThrow().term());
		assertThat(status.leaderless()).isZero();
		assertThat(sinceRenewal(status).plus(status.contact().untilNext())).isBetween(Duration.ofMillis(4400),
				Duration.ofMillis(5000));
		assertThat(status.contact().roundTrip()).isPositive().isLessThan(MOMENT);
		assertThat(status.contact().failures()).isZero();
		assertThat(status.contact().overdue()).isZero();
	}

	@Test
	void whenTheWallClockDiffersThenTheStatusSaysByHowMuch() {
		VirtualNode node = node();
		assertThat(node.election.status().contact().clockOffset()).isNull();
		node.runtime.network.latency(Duration.ofMillis(50), Duration.ofMillis(50));
		run(TTL);
		assertThat(node.election.status().contact().clockOffset()).isBetween(Duration.ofMillis(-1),
				Duration.ofMillis(1));
		node.runtime.clocks.step(Duration.ofSeconds(-3));
		run(TTL.multipliedBy(2));
		assertThat(node.election.status().contact().clockOffset()).isBetween(Duration.ofMillis(-3001),
				Duration.ofMillis(-2999));
	}

	@Test
	void whenAnotherLeadsThenItIsNotLeaderlessUntilThatLeaseHasEnded() {
		VirtualNode leader = node();
		run(Duration.ofSeconds(1));
		VirtualNode follower = node((s) -> s.candidate(false));
		run(TTL.multipliedBy(2));
		assertThat(follower.election.status().state()).isEqualTo(State.FOLLOWING);
		assertThat(follower.election.status().leaderless()).isZero();
		assertThat(follower.election.status().term()).isEqualTo(leader.election.status().term());
		leader.runtime.crash();
		run(TTL.minusSeconds(5));
		assertThat(follower.election.status().leaderless()).isZero();
		run(TTL.multipliedBy(2));
		assertThat(follower.election.status().leaderless()).isBetween(TTL.multipliedBy(2).minusSeconds(5),
				TTL.multipliedBy(2).plusSeconds(1));
	}

	@Test
	void whenALeaderResignsThenAFollowerThatMayNotLeadIsLeaderlessAtOnce() {
		VirtualNode leader = node((s) -> s.maxTenure(TTL.multipliedBy(2)));
		run(Duration.ofSeconds(1));
		VirtualNode follower = node((s) -> s.candidate(false));
		run(Duration.ofSeconds(1));
		leader.stop();
		run(Duration.ofSeconds(3));
		assertThat(follower.election.status().leaderless()).isBetween(Duration.ofMillis(2950), Duration.ofSeconds(3));
		assertThat(leader.election.status().state()).isEqualTo(State.STOPPED);
	}

	@Test
	void whenRedisCannotBeReachedThenItCountsFailuresAndItsFollowersBecomeLeaderless() {
		VirtualNode node = node();
		run(Duration.ofSeconds(1));
		node.runtime.network.cutOff(true);
		run(TTL.multipliedBy(2));
		ElectionStatus status = node.election.status();
		assertThat(status.state()).isEqualTo(State.FOLLOWING);
		assertThat(status.contact().failures()).isGreaterThan(3);
		assertThat(status.contact().failingFor()).isBetween(TTL, TTL.multipliedBy(2));
		assertThat(lastError(status).kind()).isEqualTo(ErrorKind.UNREACHABLE);
		assertThat(status.leaderless()).isBetween(TTL, TTL.multipliedBy(2));
		assertThat(status.contact().sinceRenewal()).isNull();
		node.runtime.network.cutOff(false);
		run(TTL);
		assertThat(node.election.status().contact().failures()).isZero();
		assertThat(node.election.status().contact().failingFor()).isZero();
		assertThat(lastError(node.election.status()).kind()).isEqualTo(ErrorKind.UNREACHABLE);
	}

	@Test
	void whenAnErrorIsPublishedWithItsExceptionThenTheStatusKeepsTheErrorWithoutIt() {
		VirtualNode node = node();
		run(Duration.ofSeconds(1));
		node.runtime.network.cutOff(true);
		run(TTL.multipliedBy(2));
		Errored published = node.events(Errored.class).get(0);
		assertThat(published.cause()).isInstanceOf(LeaseStoreException.class);
		assertThat(lastError(node.election.status())).isEqualTo(new Errored(published.election(), published.term(),
				published.kind(), published.message(), null, published.at()));
	}

	@Test
	void whenTheClocksRunApartThenLateRequestsAreCounted() {
		InMemoryLeaseStore hasty = new InMemoryLeaseStore(() -> this.world.millis() / 10 * 14);
		VirtualNode node = new VirtualNode(this.world, hasty, ElectionSettings.withKey("orders").ttl(TTL).build());
		run(TTL.multipliedBy(2));
		assertThat(node.isLeader()).isTrue();
		assertThat(node.election.status().contact().late()).isGreaterThanOrEqualTo(3);
		try (Registration veto = node.election.veto("paused")) {
			run(Duration.ofSeconds(1));
			assertThat(node.election.status().contact().late()).isZero();
		}
		node.election.stop();
		run(Duration.ofSeconds(1));
		node.election.start();
		run(Duration.ofSeconds(1));
		assertThat(node.election.status().contact().late()).isZero();
	}

	@Test
	void whenTheRecordIsTakenByAnotherThenTheFormerLeaderIsNotLeaderless() {
		VirtualNode former = node();
		run(Duration.ofSeconds(1));
		String key = former.election.settings().key();
		this.server.forget(key);
		VirtualNode usurper = node();
		run(Duration.ofMillis(50));
		assertThat(usurper.isLeader()).isTrue();
		former.runtime.network.loseMessages(true);
		run(Duration.ofSeconds(6));
		assertThat(former.isLeader()).isFalse();
		assertThat(former.election.currentLeader()).isPresent();
		assertThat(former.election.status().leaderless()).isZero();
	}

	@Test
	void whenAProcessWasPausedThenALateRequestIsForgotten() {
		VirtualNode node = node();
		run(Duration.ofSeconds(16));
		node.runtime.network.stall(Duration.ofMillis(1300));
		node.runtime.pause(Duration.ofMillis(500));
		run(TTL.multipliedBy(2));
		assertThat(node.election.status().contact().late()).isZero();
	}

	@Test
	void whenTheLoopIsHeldUpThenThatIsOverdue() {
		VirtualNode node = node();
		run(TTL);
		assertThat(node.election.status().contact().overdue()).isZero();
		node.runtime.pause(TTL.multipliedBy(3));
		run(TTL);
		assertThat(node.election.status().contact().overdue()).isBetween(Duration.ofSeconds(9), TTL);
		run(TTL.multipliedBy(3));
		assertThat(node.election.status().contact().overdue()).isZero();
	}

	@Test
	void whenACallNeverReturnsThenThatIsAFailure() {
		VirtualNode leader = node();
		run(Duration.ofSeconds(1));
		VirtualNode node = node();
		run(TTL);
		node.runtime.neverAnswer();
		run(TTL.multipliedBy(2));
		assertThat(node.election.status().contact().failures()).isPositive();
		assertThat(leader.election.status().contact().overdue()).isZero();
	}

	@Test
	void whenAVetoStandsThenItsReasonIsTold() {
		VirtualNode node = node();
		run(Duration.ofSeconds(1));
		Registration veto = node.election.veto("maintenance");
		run(Duration.ofSeconds(1));
		assertThat(node.election.status().vetoes()).containsExactly("maintenance");
		assertThat(node.election.status().state()).isEqualTo(State.FOLLOWING);
		veto.close();
		assertThat(node.election.status().vetoes()).isEmpty();
	}

	@Test
	void whenWorkIsInsideThenItIsCountedAndDrainsBeforeTheDemotion() {
		VirtualNode node = node();
		assertThat(node.enter()).isNull();
		run(Duration.ofSeconds(1));
		GuardedCall work = node.enter();
		assertThat(work).isNotNull();
		assertThat(node.election.status().work()).isEqualTo(new ElectionStatus.Work(1, 1, 1));
		CompletableFuture<Void> stopped = node.stop();
		run(Duration.ofSeconds(1));
		assertThat(node.election.status().state()).isEqualTo(State.DRAINING);
		assertThat(node.events).last().isInstanceOf(Draining.class);
		work.close();
		assertThat(node.election.status().work()).isEqualTo(new ElectionStatus.Work(0, 1, 1));
		run(Duration.ofSeconds(1));
		assertThat(stopped).isDone();
		assertThat(node.events).extracting((event) -> (Class) event.getClass()).endsWith(Draining.class, Demoted.class);
		assertThat(node.events).last().extracting("term").isEqualTo(node.events(Draining.class).get(0).term());
	}

	@Test
	void whenNoWorkIsInsideThenNoDrainIsTold() {
		VirtualNode node = node();
		run(Duration.ofSeconds(1));
		node.stop();
		run(Duration.ofSeconds(1));
		assertThat(node.events(Demoted.class)).hasSize(1);
		assertThat(node.events(Draining.class)).isEmpty();
	}

	// looking up

	@Test
	void whenTheLeaderIsLookedUpOftenThenRedisIsAskedOnceASecond() {
		VirtualNode leader = node();
		run(Duration.ofSeconds(1));
		VirtualNode follower = node();
		run(Duration.ofSeconds(1));
		long before = follower.calls(LeaseRequest.Peek.class);
		for (int i = 0; i < 100; i++) {
			LeaderSighting sighting = lookUp(follower);
			assertThat(sighting.leader()).isEqualTo(leader.election.currentLeader().orElseThrow());
			assertThat(sighting.expiresIn()).isPositive().isLessThanOrEqualTo(TTL);
			run(Duration.ofMillis(20));
		}
		assertThat(follower.calls(LeaseRequest.Peek.class) - before).isBetween(2L, 4L);
	}

	@Test
	void whenNobodyLeadsThenALookSaysSo() {
		VirtualNode leader = node();
		run(Duration.ofSeconds(1));
		VirtualNode watcher = node((s) -> s.candidate(false));
		leader.stop();
		run(Duration.ofSeconds(2));
		LeaderSighting sighting = lookUp(watcher);
		assertThat(sighting.leader()).isNull();
		assertThat(sighting.expiresIn()).isZero();
		assertThat(sighting.term()).isPositive();
	}

	@Test
	void whenRedisCannotBeReachedThenALookFails() {
		VirtualNode node = node();
		run(Duration.ofSeconds(1));
		node.runtime.network.cutOff(true);
		CompletableFuture<LeaderSighting> look = node.election.lookUp().toCompletableFuture();
		run(TTL);
		assertThat(look).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.havingRootCause()
			.isInstanceOf(LeaseStoreException.class);
	}

	@Test
	void whenTheElectionsDoNotRunThenALookFailsAtOnce() {
		VirtualNode node = node();
		node.stop();
		assertThat(node.election.lookUp().toCompletableFuture()).isCompletedExceptionally();
	}

	// observers

	@Test
	void whenAnElectionExistsOrIsMadeThenAnObserverIsToldOnce() {
		VirtualNode node = node();
		Recorder recorder = new Recorder();
		Registration registration = node.engine.addObserver(recorder);
		assertThat(recorder.told).containsExactly("created default");
		node.engine.create("other", ElectionSettings.withKey("other").build());
		node.engine.close("other");
		run(Duration.ofSeconds(1));
		assertThat(recorder.told).containsOnlyOnce("created default", "created other", "closed other");
		registration.close();
		int count = recorder.told.size();
		run(TTL.multipliedBy(2));
		assertThat(recorder.told).hasSize(count);
	}

	@Test
	void whenLeadersFollowEachOtherThenTheVacancyIsToldAsFarAsItIsVisible() {
		VirtualNode leader = node();
		run(Duration.ofSeconds(1));
		assertThat(record(leader).vacancies).isEmpty();
		VirtualNode second = node();
		Recorder seen = record(second);
		run(Duration.ofSeconds(1));
		leader.stop();
		run(Duration.ofSeconds(1));
		assertThat(seen.vacancies).singleElement().satisfies((one) -> assertThat(one).isLessThan(MOMENT));
		VirtualNode third = node();
		Recorder afterCrash = record(third);
		run(Duration.ofSeconds(20));
		second.runtime.crash();
		run(TTL.multipliedBy(2));
		assertThat(third.isLeader()).isTrue();
		assertThat(afterCrash.vacancies).singleElement().satisfies((one) -> assertThat(one).isLessThan(MOMENT));
	}

	@Test
	void whenNoLeaderWasSeenSinceTheStartThenThereIsNoVacancyToTell() {
		VirtualNode before = node();
		run(Duration.ofSeconds(1));
		before.stop();
		run(Duration.ofHours(1));
		VirtualNode after = node();
		Recorder recorder = record(after);
		run(Duration.ofSeconds(1));
		assertThat(after.isLeader()).isTrue();
		assertThat(recorder.vacancies).isEmpty();
	}

	@Test
	void whenTheStoreIsAskedThenEachOutcomeIsTold() {
		VirtualNode node = node();
		Recorder recorder = record(node);
		run(TTL);
		assertThat(recorder.told).contains("LOOK HELD", "ATTEMPT GRANTED", "RENEWAL RENEWED");
		node.runtime.network.cutOff(true);
		run(TTL);
		assertThat(recorder.told).contains("RENEWAL UNREACHABLE");
		node.runtime.network.cutOff(false);
		run(TTL);
		node.stop();
		run(TTL);
		assertThat(recorder.told).contains("RECOVERED", "RELEASE RELEASED");
	}

	@Test
	void whenAnObserverThrowsThenNothingIsLost() {
		VirtualNode node = node();
		node.engine.addObserver(new Thrower());
		Recorder recorder = record(node);
		run(TTL);
		node.stop();
		run(TTL);
		assertThat(node.events(Promoted.class)).hasSize(1);
		assertThat(node.events(Demoted.class)).hasSize(1);
		assertThat(recorder.told).contains("announce Promoted", "announce Demoted", "RENEWAL RENEWED");
	}

	@Test
	void whenAnObserverTellsTwiceOrNotThenAnEventIsToldOnce() {
		VirtualNode node = node();
		node.engine.addObserver(new ElectionObserver() {
			@Override
			public void announce(LeadershipEvent event, Duration lag, Runnable demotionPending) {
				demotionPending.run();
				demotionPending.run();
			}
		});
		node.engine.addObserver(new ElectionObserver() {
			@Override
			public void announce(LeadershipEvent event, Duration lag, Runnable demotionPending) {
			}
		});
		run(TTL);
		assertThat(node.events(Promoted.class)).hasSize(1);
	}

	private static Duration sinceRenewal(ElectionStatus status) {
		return nonNull(status.contact().sinceRenewal());
	}

	private static Errored lastError(ElectionStatus status) {
		return nonNull(status.contact().lastError());
	}

	private static <T> T nonNull(@Nullable T value) {
		assertThat(value).isNotNull();
		return value;
	}

	private static Recorder record(VirtualNode node) {
		Recorder recorder = new Recorder();
		node.engine.addObserver(recorder);
		return recorder;
	}

	private LeaderSighting lookUp(VirtualNode node) {
		CompletableFuture<LeaderSighting> look = node.election.lookUp().toCompletableFuture();
		run(MOMENT);
		return look.join();
	}

	private VirtualNode node() {
		return node((settings) -> settings);
	}

	private VirtualNode node(UnaryOperator<ElectionSettings.Builder> settings) {
		return new VirtualNode(this.world, this.server,
				settings.apply(ElectionSettings.withKey("orders").ttl(TTL)).build());
	}

	private void run(Duration duration) {
		this.world.run(duration);
	}

	/**
	 * Remembers what it is told.
	 */
	private static final class Recorder implements ElectionObserver {

		private final List<String> told = new ArrayList<>();

		private final List<Duration> vacancies = new ArrayList<>();

		@Override
		public void created(LeaderElection election) {
			this.told.add("created " + election.name());
		}

		@Override
		public void closed(LeaderElection election) {
			this.told.add("closed " + election.name());
		}

		@Override
		public void answered(String election, StoreOperation operation, LeaseReply.@Nullable Code code,
				Duration roundTrip) {
			this.told.add(operation + " " + code);
			assertThat(roundTrip).isPositive();
		}

		@Override
		public void failed(String election, StoreOperation operation, ErrorKind kind, Duration roundTrip) {
			this.told.add(operation + " " + kind);
		}

		@Override
		public void tookOver(String election, Duration vacancy) {
			this.vacancies.add(vacancy);
		}

		@Override
		public void incident(String election, Incident incident) {
			this.told.add(incident.name());
		}

		@Override
		public void announce(LeadershipEvent event, Duration lag, Runnable demotionPending) {
			this.told.add("announce " + event.getClass().getSimpleName());
			assertThat(lag.isNegative()).isFalse();
			demotionPending.run();
		}

	}

	/**
	 * Fails whatever it is told.
	 */
	private static final class Thrower implements ElectionObserver {

		@Override
		public void answered(String election, StoreOperation operation, LeaseReply.@Nullable Code code,
				Duration roundTrip) {
			throw new IllegalStateException("answered");
		}

		@Override
		public void announce(LeadershipEvent event, Duration lag, Runnable demotionPending) {
			throw new StackOverflowError("announce");
		}

	}

}
