package io.github.leaderkit.autoconfigure;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderEligibility;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.LeaderChanged;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.testing.RedisExtension;
import io.github.leaderkit.testing.RedisServer;
import io.github.leaderkit.testing.SideBySide;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests of who may lead, of several instances of an application on a Redis that works,
 * and of what a program asks of its election.
 */
@Tag("slow")
@ExtendWith(RedisExtension.class)
@Timeout(120)
@SideBySide
class LeaderEligibilityTests {

	private static final Duration TTL = Duration.ofSeconds(10);

	/** Much longer than a candidate needs to lead if nobody else does. */
	private static final Duration A_WHILE = Duration.ofSeconds(2);

	private static final Map<String, String> READINESS = Map.of("leader.require-readiness", "true");

	private Fleet fleet;

	@BeforeEach
	void createFleet(RedisServer redis) {
		this.fleet = new Fleet(redis, UUID.randomUUID().toString(), TTL);
	}

	@AfterEach
	void closeFleet() throws Exception {
		this.fleet.close();
		assertThat(this.fleet.overlaps()).isEmpty();
	}

	@Test
	void whenAnInstanceIsNoCandidateThenItHearsWhoLeadsAndNeverDoes() {
		Instance observer = this.fleet.start(Map.of("leader.candidate", "false"));
		Fleet.await().during(A_WHILE).until(() -> !observer.election().isLeader());
		Instance first = this.fleet.start();
		Fleet.await().until(first.election()::isLeader);
		Fleet.await().until(() -> observer.leaders().size() == 1);
		first.close();
		Instance second = this.fleet.start();
		Fleet.await().until(second.election()::isLeader);
		Fleet.await().until(() -> observer.leaders().size() == 2);
		assertThat(observer.leaders()).extracting((event) -> event.leader().instance())
			.containsExactly("instance-2", "instance-3");
		assertThat(observer.promotions()).isEmpty();
		assertThat(observer.errors()).isEmpty();
	}

	@Test
	void whenABeanObjectsThenAnotherInstanceLeadsAndThisOneAgainWhenItDoesNot() {
		Instance first = this.fleet.start(Switch.class);
		Fleet.await().until(first.election()::isLeader);
		Instance second = this.fleet.start(Switch.class);
		first.bean(Switch.class).mayLead = false;
		assertThat(this.fleet.awaitLeaderOtherThan(first)).isSameAs(second);
		Fleet.await().until(() -> !first.demotions().isEmpty());
		assertThat(first.demotions()).extracting(Demoted::reason).containsExactly(DemotionReason.INELIGIBLE);
		second.close();
		Fleet.await().during(A_WHILE).until(() -> !first.election().isLeader());
		first.bean(Switch.class).mayLead = true;
		Fleet.await().until(first.election()::isLeader);
	}

	@Test
	void whenOneOfSeveralBeansObjectsThenTheInstanceDoesNotLead() {
		Instance first = this.fleet.start(Switch.class, Never.class);
		Fleet.await().during(A_WHILE).until(() -> !first.election().isLeader());
		assertThat(first.promotions()).isEmpty();
	}

	@Test
	void whenReadinessIsRequiredThenAnInstanceThatRefusesTrafficDoesNotLeadUntilItAcceptsItAgain() {
		Instance first = this.fleet.start(READINESS);
		Fleet.await().until(first.election()::isLeader);
		Instance second = this.fleet.start(READINESS);
		AvailabilityChangeEvent.publish(first.context(), ReadinessState.REFUSING_TRAFFIC);
		assertThat(this.fleet.awaitLeaderOtherThan(first)).isSameAs(second);
		Fleet.await().until(() -> !first.demotions().isEmpty());
		assertThat(first.demotions()).extracting(Demoted::reason).containsExactly(DemotionReason.INELIGIBLE);
		AvailabilityChangeEvent.publish(first.context(), ReadinessState.ACCEPTING_TRAFFIC);
		second.close();
		Fleet.await().until(first.election()::isLeader);
	}

	@Test
	void whenReadinessIsNotRequiredThenAnInstanceThatRefusesTrafficLeads() {
		Instance first = this.fleet.start();
		Fleet.await().until(first.election()::isLeader);
		AvailabilityChangeEvent.publish(first.context(), ReadinessState.REFUSING_TRAFFIC);
		Fleet.await().during(A_WHILE).until(first.election()::isLeader);
	}

	@Test
	void whenTheApplicationClosesThenTheLeadershipEndsByTheStopAlthoughTrafficIsRefused() {
		Instance first = this.fleet.start(READINESS, RefusesWhenClosed.class);
		Fleet.await().until(first.election()::isLeader);
		first.close();
		assertThat(first.demotions()).extracting(Demoted::reason).containsExactly(DemotionReason.STOPPED);
	}

	// without the annotation

	@Test
	void whenTheInstanceLeadsThenWorkRunsWithItsTermAndElsewhereItDoesNot() throws Exception {
		Instance first = this.fleet.start();
		Fleet.await().until(first.election()::isLeader);
		Instance second = this.fleet.start();
		long term = first.term();
		CopyOnWriteArrayList<Long> terms = new CopyOnWriteArrayList<>();
		assertThat(first.election().runIfLeader(() -> terms.add(Leadership.required().term()))).isTrue();
		assertThat(second.election().runIfLeader(() -> terms.add(0L))).isFalse();
		assertThat(terms).containsExactly(term);
		assertThat(first.election().callIfLeader(() -> Leadership.required().term())).contains(term);
		assertThat(first.election().callIfLeader(() -> null)).isEmpty();
		assertThat(second.election().callIfLeader(() -> 1)).isEmpty();
		assertThat(Leadership.current()).isEmpty();
	}

	@Test
	void whenWorkRunsThenAResignationWaitsForIt() {
		Instance first = this.fleet.start();
		Fleet.await().until(first.election()::isLeader);
		Instance second = this.fleet.start();
		assertThat(first.election().runIfLeader(() -> {
			first.election().resign();
			Fleet.await().during(Duration.ofMillis(500)).until(() -> !second.election().isLeader());
		})).isTrue();
		Fleet.await().until(second.election()::isLeader);
	}

	@Test
	void whenLeadershipIsAwaitedThenItIsGotWhenItBegins() throws Exception {
		Instance first = this.fleet.start();
		assertThat(first.election().awaitLeadership(Duration.ofSeconds(20))).isPresent();
		assertThat(first.election().awaitLeadership(Duration.ZERO)).isPresent();
		Instance second = this.fleet.start();
		assertThat(second.election().awaitLeadership(Duration.ZERO)).isEmpty();
		assertThat(second.election().awaitLeadership(Duration.ofMillis(50))).isEmpty();
		CompletableFuture<Optional<Leadership>> awaited = CompletableFuture.supplyAsync(
				() -> awaitFor(second.election(), Duration.ofSeconds(Long.MAX_VALUE)),
				(task) -> new Thread(task).start());
		first.close();
		assertThat(awaited.get(20, TimeUnit.SECONDS)).isPresent()
			.get()
			.extracting(Leadership::term)
			.isEqualTo(second.term());
	}

	@Test
	void whenWorkOfALeadershipThatHasEndedAwaitsTheNextThenItIsTold() throws Exception {
		Instance first = this.fleet.start();
		Fleet.await().until(first.election()::isLeader);
		Leadership ended = new Leadership("default", "instance-1", 1, java.time.Instant.EPOCH, () -> 0);
		first.election().stop().toCompletableFuture().get(20, TimeUnit.SECONDS);
		try (Leadership.Scope scope = ended.makeCurrent()) {
			assertThat(scope).isNotNull();
			assertThatIllegalStateException().isThrownBy(() -> first.election().awaitLeadership(Duration.ofSeconds(20)))
				.withMessageContaining("after the work has left");
		}
	}

	@Test
	void whenAListenerAwaitsLeadershipThenItIsTold() throws Exception {
		Instance first = this.fleet.start();
		CompletableFuture<Throwable> refused = new CompletableFuture<>();
		first.election().addListener((event) -> {
			try {
				first.election().awaitLeadership(Duration.ofSeconds(20));
			}
			catch (Exception ex) {
				refused.complete(ex);
			}
		});
		assertThat(refused.get(20, TimeUnit.SECONDS)).isInstanceOf(IllegalStateException.class)
			.hasMessageContaining("A listener cannot wait");
	}

	@Test
	void whenAListenerComesLateThenItIsToldTheCurrentState() {
		Instance first = this.fleet.start();
		Fleet.await().until(first.election()::isLeader);
		Instance second = this.fleet.start();
		Fleet.await().until(() -> !second.leaders().isEmpty());
		CopyOnWriteArrayList<LeadershipEvent> ofFirst = new CopyOnWriteArrayList<>();
		CopyOnWriteArrayList<LeadershipEvent> ofSecond = new CopyOnWriteArrayList<>();
		first.election().addListener(ofFirst::add);
		second.election().addListener(ofSecond::add);
		Fleet.await().until(() -> ofFirst.size() == 2 && ofSecond.size() == 1);
		assertThat(ofFirst.get(0)).isInstanceOf(Promoted.class);
		assertThat(ofFirst.get(1)).isInstanceOf(LeaderChanged.class);
		assertThat(ofSecond.get(0)).isInstanceOf(LeaderChanged.class);
		assertThat(ofFirst).extracting(LeadershipEvent::term).containsOnly(first.term());
		assertThat(ofSecond).extracting(LeadershipEvent::term).containsOnly(first.term());
	}

	private static Optional<Leadership> awaitFor(LeaderElection election, Duration timeout) {
		try {
			return election.awaitLeadership(timeout);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static class Switch implements LeaderEligibility {

		private volatile boolean mayLead = true;

		@Override
		public boolean mayLead(String election) {
			return this.mayLead;
		}

	}

	static class Never implements LeaderEligibility {

		@Override
		public boolean mayLead(String election) {
			return false;
		}

	}

	/**
	 * Does what a web server does when the context closes, and takes its time.
	 */
	static class RefusesWhenClosed implements SmartLifecycle {

		private final ApplicationContext context;

		private volatile boolean running;

		RefusesWhenClosed(ApplicationContext context) {
			this.context = context;
		}

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			AvailabilityChangeEvent.publish(this.context, ReadinessState.REFUSING_TRAFFIC);
			Fleet.await().pollDelay(Duration.ofMillis(2_500)).until(() -> true);
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

	}

}
