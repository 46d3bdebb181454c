package io.github.leaderkit.autoconfigure.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.leaderkit.Fire;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElection.Registration;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.FireInterrupted;
import io.github.leaderkit.LeadershipEvent.FireMissed;
import io.github.leaderkit.LeadershipEvent.FireMissed.Cause;
import io.github.leaderkit.ScheduleSettings;
import io.github.leaderkit.ScheduleStatus;
import io.github.leaderkit.autoconfigure.monitor.SeenSchedule;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FireMeters}, by what {@link LeaderMetrics} is told.
 */
class FireMetersTests {

	private static final int SERIES_OF_A_SCHEDULE = 12;

	private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");

	private Instant now = NOW;

	private final Map<String, SeenSchedule> seen = new HashMap<>();

	private final LeaderMetrics metrics = new LeaderMetrics((election, schedule) -> this.seen.get(schedule),
			() -> this.now);

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final ManualElections elections = ManualElections.create();

	private LeaderElection election;

	@BeforeEach
	void elect() {
		this.metrics.bindTo(this.registry);
		this.elections.engine.addObserver(this.metrics);
		this.election = this.elections.elect();
	}

	@Test
	void whenAScheduleIsAddedThenAllItsSeriesExistBeforeItHasFired() {
		int before = this.registry.getMeters().size();
		this.metrics.scheduleAdded(this.election, "report");
		assertThat(this.registry.getMeters()).hasSize(before + SERIES_OF_A_SCHEDULE);
		assertThat(this.registry.get("leader.fires").counters()).hasSameSizeAs(FireOutcome.values())
			.allSatisfy((counter) -> assertThat(counter.count()).isZero())
			.allSatisfy((counter) -> assertThat(counter.getId().getTag("election")).isEqualTo(ManualElections.NAME))
			.allSatisfy((counter) -> assertThat(counter.getId().getTag("schedule")).isEqualTo("report"));
		this.metrics.scheduleRemoved(this.election, "report");
		assertThat(this.registry.getMeters()).hasSize(before);
	}

	@Test
	void whenTheEngineHasAScheduleThenItsSeriesExistInAnObserverThatComesLaterToo() {
		Registration schedule = this.elections.engine.schedules()
			.add(ManualElections.NAME, ScheduleSettings.fixedRate("report", Duration.ofHours(1)), (fire) -> null,
					(task) -> {
					});
		assertThat(this.registry.get("leader.fires").counters()).hasSameSizeAs(FireOutcome.values());
		LeaderMetrics late = new LeaderMetrics((election, name) -> null, () -> this.now);
		SimpleMeterRegistry other = new SimpleMeterRegistry();
		late.bindTo(other);
		this.elections.engine.addObserver(late);
		assertThat(other.get("leader.fires").counters()).hasSameSizeAs(FireOutcome.values());
		schedule.close();
		assertThat(other.find("leader.fires").counters()).isEmpty();
	}

	@Test
	void whenARunEndsThenItIsCountedAndTimed() {
		ended(fire(NOW.plusSeconds(1), 1), null);
		assertThat(fires("run")).isOne();
		assertThat(fires()).isOne();
		Timer duration = this.registry.get("leader.fire.duration").tag("schedule", "report").timer();
		assertThat(duration.totalTime(TimeUnit.SECONDS)).isEqualTo(5);
		Timer lateness = this.registry.get("leader.fire.lateness").tag("schedule", "report").timer();
		assertThat(lateness.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(40);
	}

	@Test
	void whenARunWasDueBeforeItsLeaderLedThenItIsCaughtUp() {
		ended(fire(NOW.minusSeconds(1), 1), null);
		assertThat(fires("caught_up")).isOne();
		assertThat(fires()).isOne();
	}

	@Test
	void whenSomebodyAskedForARunThenItIsCountedAsSuchAndIsNotLate() {
		ended(new Fire(ManualElections.NAME, "report", NOW.minusSeconds(1), Duration.ofMillis(40), 1, 1, null, true,
				leadership()), null);
		assertThat(fires("triggered")).isOne();
		assertThat(fires()).isOne();
		assertThat(this.registry.get("leader.fire.duration").timer().count()).isOne();
		assertThat(this.registry.get("leader.fire.lateness").timer().count()).isZero();
	}

	@Test
	void whenARunFailsThenThatIsItsOnlyOutcome() {
		ended(fire(NOW.minusSeconds(1), 1), new IllegalStateException("as the test wants it"));
		assertThat(fires("failed")).isOne();
		assertThat(fires()).isOne();
	}

	@Test
	void whenARunStandsForSeveralPlannedTimesThenEachIsCountedOnce() {
		ended(fire(NOW.plusSeconds(1), 5), null);
		assertThat(fires("run")).isOne();
		assertThat(fires("coalesced")).isEqualTo(4);
		assertThat(fires()).isEqualTo(5);
	}

	@Test
	void whenFiresAreGivenUpThenEachIsCountedByItsCause() {
		announce(new FireMissed(ManualElections.NAME, 1, "report", NOW, 3, Cause.TOO_LATE, NOW));
		announce(new FireMissed(ManualElections.NAME, 1, "report", NOW, 2, Cause.IN_DOUBT, NOW));
		announce(new FireInterrupted(ManualElections.NAME, 1, "report", NOW, 1, 4, "node-1", NOW));
		assertThat(fires("missed")).isEqualTo(3);
		assertThat(fires("in_doubt")).isEqualTo(2);
		assertThat(fires("interrupted")).isOne();
		assertThat(fires("coalesced")).isEqualTo(3);
		assertThat(fires()).isEqualTo(9);
	}

	@Test
	void whenFiresWereDueDuringARunAndAreTooLateAfterItThenTheyAreCoalesced() {
		this.metrics.firesCoalesced(ManualElections.NAME, "report", 7);
		assertThat(fires("coalesced")).isEqualTo(7);
		assertThat(fires()).isEqualTo(7);
	}

	@Test
	void whenTheScheduleWasSeenThenItsGaugesSayWhenItFires() {
		this.metrics.scheduleAdded(this.election, "report");
		assertThat(gauge("leader.schedule.next")).isNaN();
		assertThat(gauge("leader.schedule.overdue")).isNaN();
		see(NOW.plusSeconds(90));
		this.now = NOW.plusSeconds(30);
		assertThat(gauge("leader.schedule.next")).isEqualTo(60);
		assertThat(gauge("leader.schedule.overdue")).isZero();
		see(NOW.minusSeconds(90));
		assertThat(gauge("leader.schedule.next")).isZero();
		assertThat(gauge("leader.schedule.overdue")).as("when it was seen").isEqualTo(90);
		see(null);
		assertThat(gauge("leader.schedule.next")).as("while it runs").isNaN();
		assertThat(gauge("leader.schedule.overdue")).isZero();
	}

	@Test
	void whenAnElectionIsClosedThenNothingOfItsSchedulesIsLeft() {
		ended(fire(NOW, 1), null);
		ended(new Fire(ManualElections.NAME, "other", NOW, Duration.ZERO, 1, 1, null, false, leadership()), null);
		this.elections.engine.close(ManualElections.NAME);
		assertThat(this.registry.getMeters()).isEmpty();
		ended(fire(NOW, 1), null);
		assertThat(this.registry.getMeters()).as("after the run of a closed election").isEmpty();
	}

	@Test
	void whenTheRunOfAClosedElectionEndsMeanwhileThenItRegistersNothing() {
		ScheduleMeters schedules = new ScheduleMeters(this.registry, this.election, (election, schedule) -> null,
				() -> this.now);
		int before = this.registry.getMeters().size();
		schedules.remove();
		schedules.with("report", (meters) -> meters.ended(fire(NOW, 1), Duration.ZERO, null));
		assertThat(this.registry.getMeters()).hasSize(before);
	}

	@Test
	void whenThereAreSeveralRegistriesThenEachCounts() {
		MeterRegistry other = new SimpleMeterRegistry();
		this.metrics.bindTo(other);
		ended(fire(NOW.plusSeconds(1), 1), null);
		assertThat(other.get("leader.fires").tag("outcome", "run").counter().count()).isOne();
		assertThat(fires("run")).isOne();
	}

	@Test
	void whenARegistryComesLaterThenItHasTheSchedulesThatThereAre() {
		this.metrics.scheduleAdded(this.election, "report");
		this.metrics.scheduleAdded(this.election, "gone");
		this.metrics.scheduleRemoved(this.election, "gone");
		MeterRegistry late = new SimpleMeterRegistry();
		this.metrics.bindTo(late);
		assertThat(late.get("leader.fires").tag("schedule", "report").counters()).hasSameSizeAs(FireOutcome.values());
		assertThat(late.find("leader.fires").tag("schedule", "gone").counters()).isEmpty();
	}

	private void ended(Fire fire, @Nullable Throwable failure) {
		this.metrics.fireEnded(fire, Duration.ofSeconds(5), failure);
	}

	private void announce(LeadershipEvent event) {
		this.metrics.announce(event, Duration.ZERO, () -> {
		});
	}

	private void see(@Nullable Instant next) {
		this.seen.put("report", new SeenSchedule(new ScheduleStatus(ManualElections.NAME, "report", "rate 60000 0",
				false, null, null, 0, null, null, "", next, null, NOW, null), NOW));
	}

	private static Fire fire(Instant planned, long standsFor) {
		return new Fire(ManualElections.NAME, "report", planned, Duration.ofMillis(40), 1, standsFor, null, false,
				leadership());
	}

	/** Since now. */
	private static Leadership leadership() {
		return new Leadership(ManualElections.NAME, "node-1", 1, NOW, () -> 1);
	}

	private double fires(String outcome) {
		return this.registry.get("leader.fires").tag("schedule", "report").tag("outcome", outcome).counter().count();
	}

	private double fires() {
		return this.registry.get("leader.fires").counters().stream().mapToDouble((counter) -> counter.count()).sum();
	}

	private double gauge(String name) {
		return this.registry.get(name).tag("schedule", "report").gauge().value();
	}

}
