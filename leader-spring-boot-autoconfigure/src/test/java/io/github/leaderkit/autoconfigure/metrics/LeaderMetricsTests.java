package io.github.leaderkit.autoconfigure.metrics;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ElectionSettings.OnError;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElection.GuardedCall;
import io.github.leaderkit.LeaderElection.Registration;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Draining;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.store.LeaseReply.Code;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LeaderMetrics}, without threads and in time that is let pass.
 */
@Timeout(30)
class LeaderMetricsTests {

	private static final String NAME = ManualElections.NAME;

	private static final Duration TTL = ManualElections.TTL;

	private static final int SERIES_OF_AN_ELECTION = 47;

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final LeaderMetrics metrics = new LeaderMetrics((election, schedule) -> null, InstantSource.system());

	private final ManualElections elections = ManualElections.create();

	@BeforeEach
	void observe() {
		this.metrics.bindTo(this.registry);
		this.elections.engine.addObserver(this.metrics);
	}

	@Test
	void whenAnElectionIsCreatedThenAllItsSeriesExistBeforeAnythingHappened() {
		this.elections.elect((settings) -> settings.autoStart(false));
		assertThat(this.registry.getMeters()).hasSize(SERIES_OF_AN_ELECTION)
			.allSatisfy((meter) -> assertThat(meter.getId().getTag("election")).isEqualTo(NAME))
			.allSatisfy((meter) -> assertThat(meter.getId().getDescription()).isNotEmpty());
		assertThat(counters("leader.election.errors")).isZero();
		assertThat(this.registry.get("leader.election.errors").counters()).hasSameSizeAs(ErrorKind.values());
		assertThat(this.registry.get("leader.election.demotions").counters()).hasSameSizeAs(DemotionReason.values());
	}

	@Test
	void whenAnInstanceLeadsThenItsGaugesSaySo() {
		LeaderElection election = this.elections.elect();
		assertThat(gauge("leader.election.leading")).isOne();
		assertThat(gauge("leader.election.term")).isEqualTo(election.leadership().orElseThrow().term());
		assertThat(gauge("leader.election.lease.remaining")).isBetween(7.5, 12.5);
		assertThat(gauge("leader.election.renewal.age")).isBetween(0.0, 5.0);
		assertThat(gauge("leader.election.leaderless")).isZero();
		assertThat(gauge("leader.election.eligible")).isOne();
		assertThat(counters("leader.election.promotions")).isOne();
		assertThat(timer("leader.election.attempt", "granted").count()).isOne();
		this.elections.pass(TTL);
		assertThat(timer("leader.election.renewal", "renewed").count()).isEqualTo(3);
		assertThat(this.registry.get("leader.election.handover").timer().count()).isZero();
	}

	@Test
	void whenAnotherLeadsThenTheGaugesOfTheFollowerSaySo() {
		LeaderElection other = this.elections.another().elect();
		this.elections.elect();
		assertThat(gauge("leader.election.leading")).isZero();
		assertThat(gauge("leader.election.term")).isEqualTo(other.leadership().orElseThrow().term());
		assertThat(gauge("leader.election.lease.remaining")).isZero();
		assertThat(gauge("leader.election.renewal.age")).isNaN();
		this.elections.pass(TTL.multipliedBy(2));
		assertThat(timer("leader.election.attempt", "held").count()).isPositive();
		assertThat(counters("leader.election.promotions")).isZero();
	}

	@Test
	void whenTheLeaderStopsThenTheHandoverIsTimedByItsSuccessor() {
		LeaderElection other = this.elections.another().elect();
		this.elections.elect();
		other.stop();
		this.elections.pass(Duration.ofSeconds(1));
		assertThat(gauge("leader.election.leading")).isOne();
		Timer handover = this.registry.get("leader.election.handover").timer();
		assertThat(handover.count()).isOne();
		assertThat(handover.totalTime(TimeUnit.SECONDS)).isLessThan(1);
	}

	@Test
	void whenNobodyLeadsThenTheTimeWithoutALeaderGrows() {
		this.elections.elect((settings) -> settings.candidate(false));
		this.elections.pass(Duration.ofSeconds(59));
		assertThat(gauge("leader.election.leaderless")).isEqualTo(60);
		assertThat(gauge("leader.election.eligible")).isZero();
	}

	@Test
	void whileAVetoStandsTheInstanceIsNotEligible() {
		LeaderElection election = this.elections.elect();
		Registration veto = election.veto("as the test wants it");
		assertThat(gauge("leader.election.eligible")).isZero();
		veto.close();
		assertThat(gauge("leader.election.eligible")).isOne();
	}

	@Test
	void whenAnElectionIsNotEnabledThenTheInstanceIsNotEligible() {
		this.elections.elect((settings) -> settings.enabled(false));
		assertThat(gauge("leader.election.eligible")).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void whenALeadershipEndsThenItIsCountedByItsReason(DemotionReason reason) {
		LeaderElection election = this.elections.elect((settings) -> settings
			.onError((reason == DemotionReason.STORE_ERROR) ? OnError.STEP_DOWN : OnError.RETRY)
			.maxTenure((reason == DemotionReason.TENURE) ? TTL : Duration.ZERO));
		depose(election, reason);
		assertThat(counter("leader.election.demotions", "reason", reason.name().toLowerCase()).count()).isOne();
		assertThat(counters("leader.election.demotions")).isOne();
	}

	private void depose(LeaderElection election, DemotionReason reason) {
		switch (reason) {
			case EXPIRED -> this.elections.store.fail(ErrorKind.UNREACHABLE);
			case LOST -> {
				this.elections.store.free();
				this.elections.another().elect();
			}
			case REVOKED -> election.revoke();
			case FOREIGN_DATA -> this.elections.store.answer(Code.FOREIGN);
			case STORE_ERROR -> this.elections.store.fail(ErrorKind.BUSY);
			case RESIGNED -> election.resign();
			case STOPPED -> election.stop();
			case INELIGIBLE -> election.veto("as the test wants it");
			case TENURE -> this.elections.another().elect();
			case FAILED -> this.elections.time.failNextCall();
		}
		Duration most = TTL.plusSeconds(10);
		assertThat(this.elections.time.passUntil(() -> counters("leader.election.demotions") > 0, most)).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void whenCallsFailThenEachIsCountedByItsKindAndTimedAsFailed(ErrorKind kind) {
		this.elections.elect();
		this.elections.store.fail(kind);
		this.elections.pass(TTL.dividedBy(2));
		double failures = counter("leader.election.errors", "kind", kind.name().toLowerCase()).count();
		assertThat(failures).isPositive().isEqualTo(counters("leader.election.errors"));
		this.elections.pass(TTL.multipliedBy(3));
		assertThat(timer("leader.election.renewal", "failed").count()).isPositive();
		assertThat(counters("leader.election.errors")).isGreaterThan(failures);
	}

	@Test
	void whenAnAttemptFailsThenItIsTimedAsFailed() {
		this.elections.another().elect();
		this.elections.elect();
		this.elections.store.fail(ErrorKind.BUSY);
		this.elections.pass(TTL);
		assertThat(timer("leader.election.attempt", "failed").count()).isPositive();
		assertThat(timer("leader.election.renewal", "failed").count()).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "RENEWED,3", "READOPTED,3", "LOST,1", "LATE,2", "FOREIGN,1" })
	void whenARenewalIsAnsweredThenItIsTimedByItsOutcome(Code code, int least) {
		this.elections.elect();
		this.elections.store.answer(code);
		this.elections.pass(TTL);
		assertThat(timer("leader.election.renewal", code.name().toLowerCase()).count()).isGreaterThanOrEqualTo(least);
	}

	@ParameterizedTest
	@EnumSource(names = { "HELD", "LATE", "FOREIGN" })
	void whenAnAttemptIsAnsweredThenItIsTimedByItsOutcome(Code code) {
		this.elections.another().elect();
		this.elections.elect();
		this.elections.store.answer(code);
		this.elections.pass(TTL);
		assertThat(timer("leader.election.attempt", code.name().toLowerCase()).count()).isPositive();
	}

	@Test
	void whenTheKeyHoldsSomethingElseThenThatIsAnError() {
		this.elections.elect();
		this.elections.store.answer(Code.FOREIGN);
		this.elections.pass(TTL);
		double errors = counter("leader.election.errors", "kind", "foreign_data").count();
		assertThat(errors).isPositive().isEqualTo(counters("leader.election.errors"));
	}

	@Test
	void whenRedisForgetsTheLeaseThenItsReturnIsCounted() {
		this.elections.elect();
		this.elections.store.forget();
		this.elections.pass(TTL);
		assertThat(counters("leader.election.readoptions")).isOne();
		assertThat(timer("leader.election.renewal", "readopted").count()).isOne();
		assertThat(counters("leader.election.quarantines")).isZero();
	}

	@Test
	void whenRedisForgetsWhatAFollowerRemembersThenTheQuarantineIsCounted() {
		LeaderElection other = this.elections.another().elect();
		LeaderElection election = this.elections.elect();
		Registration veto = election.veto("as the test wants it");
		other.stop();
		this.elections.store.forget();
		veto.close();
		this.elections.pass(Duration.ofSeconds(1));
		assertThat(counters("leader.election.quarantines")).isOne();
		assertThat(gauge("leader.election.leading")).isZero();
	}

	@Test
	void whenTheClockOfRedisJumpsThenThatIsCountedAndTheRenewalWasLate() {
		this.elections.elect();
		this.elections.store.setClockForward(TTL.dividedBy(2));
		this.elections.pass(TTL);
		assertThat(counters("leader.election.clock.jumps")).isOne();
		assertThat(timer("leader.election.renewal", "late").count()).isOne();
	}

	@Test
	void whenGuardedWorkLeavesThenTheDrainIsTimed() {
		LeaderElection election = this.elections.elect();
		GuardedCall call = enter(election);
		election.resign();
		this.elections.pass(Duration.ofSeconds(3));
		call.close();
		Timer draining = this.registry.get("leader.election.draining").timer();
		assertThat(draining.count()).isOne();
		assertThat(draining.totalTime(TimeUnit.SECONDS)).isEqualTo(3);
		assertThat(counters("leader.election.drain.timeouts")).isZero();
	}

	@Test
	void whenThereIsNoWorkToWaitForThenThereIsNoDrain() {
		this.elections.elect().resign();
		assertThat(counters("leader.election.demotions")).isOne();
		assertThat(this.registry.get("leader.election.draining").timer().count()).isZero();
	}

	@Test
	void whenTheDrainTimesOutThenThatIsCounted() {
		LeaderElection election = this.elections.elect((settings) -> settings.drainTimeout(Duration.ofSeconds(2)));
		GuardedCall call = enter(election);
		election.resign();
		this.elections.pass(TTL);
		assertThat(counters("leader.election.drain.timeouts")).isOne();
		call.close();
	}

	@Test
	void whenGuardedWorkOutlivesItsLeadershipThenThatIsCounted() {
		LeaderElection election = this.elections.elect();
		GuardedCall call = enter(election);
		this.elections.store.fail(ErrorKind.UNREACHABLE);
		this.elections.pass(TTL.multipliedBy(3));
		assertThat(counters("leader.election.work.overruns")).isOne();
		call.close();
	}

	@Test
	void whenCallsAreGuardedThenTheyAreCounted() {
		LeaderElection election = this.elections.elect();
		GuardedCall call = enter(election);
		assertThat(gauge("leader.election.guard.active")).isOne();
		call.close();
		assertThat(gauge("leader.election.guard.active")).isZero();
		election.stop();
		assertThat(election.tryEnter()).isNull();
		assertThat(election.tryEnter()).isNull();
		assertThat(guardCalls("executed")).isOne();
		assertThat(guardCalls("skipped")).isEqualTo(2);
	}

	@Test
	void whenEventsAreToldThenHowLongTheyWaitedIsTimed() {
		this.elections.elect((settings) -> settings.autoStart(false));
		Promoted event = new Promoted(NAME, 1, "node-1", Instant.EPOCH);
		boolean[] told = new boolean[1];
		this.metrics.announce(event, Duration.ofSeconds(2), () -> {
			told[0] = true;
			assertThat(counters("leader.election.promotions")).as("counted before it is told").isOne();
		});
		assertThat(told[0]).isTrue();
		Timer announcing = this.registry.get("leader.election.announcing").timer();
		assertThat(announcing.count()).isOne();
		assertThat(announcing.totalTime(TimeUnit.SECONDS)).isEqualTo(2);
	}

	@Test
	void whenTheWallClockGoesBackDuringADrainThenTheDrainCountsAsZero() {
		this.elections.elect((settings) -> settings.autoStart(false));
		this.metrics.announce(new Draining(NAME, 1, "node-1", DemotionReason.RESIGNED, Instant.ofEpochSecond(9)),
				Duration.ZERO, () -> {
				});
		this.metrics.announce(new Demoted(NAME, 1, "node-1", DemotionReason.RESIGNED, Instant.ofEpochSecond(1)),
				Duration.ZERO, () -> {
				});
		Timer draining = this.registry.get("leader.election.draining").timer();
		assertThat(draining.count()).isOne();
		assertThat(draining.totalTime(TimeUnit.SECONDS)).isZero();
	}

	@Test
	void whenAnElectionIsClosedThenNothingOfItIsLeft() {
		this.elections.elect();
		this.elections.engine.close(NAME);
		assertThat(this.registry.getMeters()).isEmpty();
	}

	@Test
	void whenItIsToldTooLateThatAnElectionWasCreatedThenNothingOfItIsKept() {
		LeaderElection old = this.elections.elect();
		this.elections.engine.close(NAME);
		this.metrics.created(old);
		assertThat(this.registry.getMeters()).isEmpty();
		LeaderElection current = this.elections.elect();
		this.metrics.created(old);
		assertThat(counters("leader.election.promotions")).isOne();
		assertThat(this.registry.get("leader.election.leading").gauge().value()).isEqualTo(current.isLeader() ? 1 : 0);
		this.metrics.closed(current);
		assertThat(this.registry.getMeters()).isEmpty();
	}

	@Test
	void whenAnElectionIsCreatedAnewThenItsCountsBeginAnew() {
		LeaderElection old = this.elections.elect();
		this.elections.engine.close(NAME);
		this.elections.elect();
		assertThat(counters("leader.election.promotions")).isOne();
		this.metrics.closed(old);
		assertThat(this.registry.getMeters()).as("those of the new one").hasSize(SERIES_OF_AN_ELECTION);
	}

	@Test
	void whenAClosedElectionIsToldLateThenTheNewOneOfThatNameHasItsMeters() {
		LeaderElection old = this.elections.elect();
		ManualElections others = this.elections.another();
		LeaderElection successor = others.elect();
		this.metrics.created(successor);
		this.metrics.closed(old);
		assertThat(this.registry.getMeters()).hasSize(SERIES_OF_AN_ELECTION);
		others.engine.close(NAME);
		this.metrics.closed(successor);
		assertThat(this.registry.getMeters()).isEmpty();
	}

	@Test
	void whenARegistryComesLaterThenItHasTheElectionsThatExist() {
		this.elections.elect();
		SimpleMeterRegistry late = new SimpleMeterRegistry();
		this.metrics.bindTo(late);
		this.elections.pass(TTL);
		assertThat(late.getMeters()).hasSize(SERIES_OF_AN_ELECTION);
		assertThat(late.get("leader.election.leading").gauge().value()).isOne();
		assertThat(late.get("leader.election.renewal").tag("outcome", "renewed").timer().count()).isEqualTo(3);
		assertThat(late.get("leader.election.promotions").counter().count()).isZero();
		this.elections.engine.close(NAME);
		assertThat(late.getMeters()).isEmpty();
	}

	@Test
	void whenRegistriesAreCombinedThenEachHasTheMeters() {
		SimpleMeterRegistry one = new SimpleMeterRegistry();
		SimpleMeterRegistry two = new SimpleMeterRegistry();
		CompositeMeterRegistry composite = new CompositeMeterRegistry();
		composite.add(one);
		this.metrics.bindTo(composite);
		this.elections.elect();
		composite.add(two);
		this.elections.pass(TTL);
		for (MeterRegistry each : new MeterRegistry[] { one, two }) {
			assertThat(each.getMeters()).hasSize(SERIES_OF_AN_ELECTION);
			assertThat(each.get("leader.election.leading").gauge().value()).isOne();
			assertThat(each.get("leader.election.renewal").tag("outcome", "renewed").timer().count()).isEqualTo(3);
		}
		this.elections.engine.close(NAME);
		assertThat(one.getMeters()).isEmpty();
		assertThat(two.getMeters()).isEmpty();
	}

	@Test
	void whenTheApplicationContextEndsThenNothingIsLeftInARegistryThatLivesOn() {
		LeaderElection election = this.elections.elect();
		this.metrics.destroy();
		assertThat(this.registry.getMeters()).isEmpty();
		election.stop();
		this.elections.pass(TTL);
		assertThat(this.registry.getMeters()).isEmpty();
	}

	private static GuardedCall enter(LeaderElection election) {
		return Objects.requireNonNull(election.tryEnter());
	}

	private double gauge(String name) {
		return this.registry.get(name).gauge().value();
	}

	private double counters(String name) {
		return this.registry.get(name).counters().stream().mapToDouble(Counter::count).sum();
	}

	private Counter counter(String name, String tag, String value) {
		return this.registry.get(name).tag(tag, value).counter();
	}

	private double guardCalls(String outcome) {
		return this.registry.get("leader.election.guard.calls").tag("outcome", outcome).functionCounter().count();
	}

	private Timer timer(String name, String outcome) {
		return this.registry.get(name).tag("outcome", outcome).timer();
	}

}
