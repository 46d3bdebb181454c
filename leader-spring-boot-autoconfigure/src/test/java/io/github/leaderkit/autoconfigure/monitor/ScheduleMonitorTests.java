package io.github.leaderkit.autoconfigure.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElection.Registration;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.FireInterrupted;
import io.github.leaderkit.LeadershipEvent.FireMissed;
import io.github.leaderkit.LeadershipEvent.FireMissed.Cause;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.ScheduleStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ScheduleMonitor}, with a Redis that is a list and a timer that the
 * test rings.
 */
class ScheduleMonitorTests {

	private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");

	private Instant now = NOW;

	private List<ScheduleStatus> inRedis = List.of();

	private @Nullable RuntimeException failure;

	private final List<String> looks = new ArrayList<>();

	private @Nullable Runnable ring;

	private final ScheduleMonitor monitor = new ScheduleMonitor(this::lookUp, this::regularly, () -> this.now);

	private final LeaderElection election = election("orders");

	@Test
	void whenThisInstanceLeadsThenItSeesItsSchedules() {
		add("report");
		promote();
		this.inRedis = List.of(status("report", NOW.plusSeconds(90)));
		ring();
		assertThat(this.monitor.seen("orders")).singleElement().satisfies((seen) -> {
			assertThat(seen.untilNext(NOW.plusSeconds(30))).isEqualTo(Duration.ofMinutes(1));
			assertThat(seen.untilNext(NOW.plusSeconds(91))).isZero();
			assertThat(seen.overdue()).isZero();
		});
		assertThat(this.looks).containsExactly("orders");
	}

	@Test
	void whenAFireWasDueThenItIsSeenHowLongItHadBeen() {
		add("report");
		promote();
		this.inRedis = List.of(status("report", NOW.minusSeconds(90)));
		ring();
		this.now = NOW.plusSeconds(20);
		assertThat(this.monitor.seen("orders", "report")).isNotNull()
			.extracting(SeenSchedule::overdue)
			.isEqualTo(Duration.ofSeconds(90));
	}

	@Test
	void whenItIsNotKnownWhenAScheduleFiresThenItIsNotOverdue() {
		add("report");
		promote();
		this.inRedis = List.of(status("report", null));
		ring();
		assertThat(this.monitor.seen("orders", "report")).isNotNull().satisfies((seen) -> {
			assertThat(seen.overdue()).isZero();
			assertThat(seen.untilNext(NOW)).isNull();
		});
	}

	@Test
	void whenThereAreNoSchedulesThenRedisIsNeverRead() {
		this.monitor.created(this.election);
		promote();
		assertThat(this.ring).isNull();
	}

	@Test
	void whenAnotherInstanceLeadsThenRedisIsNotRead() {
		add("report");
		assertThat(this.ring).isNull();
	}

	@Test
	void whenTheLeadershipEndsThenNothingIsReadAndNothingIsKnown() {
		add("report");
		promote();
		this.inRedis = List.of(status("report", NOW));
		ring();
		demote();
		assertThat(this.ring).isNull();
		assertThat(this.monitor.seen("orders")).isEmpty();
		promote();
		assertThat(this.monitor.seen("orders")).as("what the leader before it saw").isEmpty();
		assertThat(this.ring).isNotNull();
	}

	@Test
	void whenTheEndOfALeadershipIsAnnouncedLateThenTheNextLookEndsIt() {
		add("report");
		promote();
		given(this.election.isLeader()).willReturn(false);
		ring();
		assertThat(this.looks).isEmpty();
		assertThat(this.ring).isNull();
	}

	@Test
	void whenAScheduleIsAddedToALeaderThenItIsSeen() {
		this.monitor.created(this.election);
		promote();
		add("late");
		assertThat(this.ring).isNotNull();
		this.monitor.scheduleRemoved(this.election, "late");
		assertThat(this.ring).isNull();
	}

	@Test
	void whenAScheduleIsOnlyInRedisThenItIsNotSeen() {
		add("report");
		promote();
		this.inRedis = List.of(status("gone", NOW.minusSeconds(900)), status("report", NOW));
		ring();
		assertThat(this.monitor.seen("orders")).extracting((seen) -> seen.status().name()).containsExactly("report");
	}

	@Test
	void whenRedisDoesNotAnswerThenWhatWasSeenIsKnownForThreePeriods() {
		add("report");
		promote();
		this.inRedis = List.of(status("report", NOW));
		ring();
		this.failure = new IllegalStateException("as the test wants it");
		ring();
		this.now = NOW.plus(ScheduleMonitor.PERIOD.multipliedBy(3));
		assertThat(this.monitor.seen("orders")).hasSize(1);
		this.now = this.now.plusMillis(1);
		assertThat(this.monitor.seen("orders")).isEmpty();
	}

	@Test
	void whenFiresAreGivenUpThenTheyAreCounted() {
		add("report");
		announce(new FireMissed("orders", 1, "report", NOW, 3, Cause.TOO_LATE, NOW));
		announce(new FireMissed("orders", 1, "report", NOW, 2, Cause.IN_DOUBT, NOW));
		announce(new FireInterrupted("orders", 1, "report", NOW, 1, 4, "node-1", NOW));
		assertThat(this.monitor.givenUp("orders", "report")).isEqualTo(new GivenUpFires(5, 1));
		assertThat(this.monitor.givenUp("orders", "other")).isEqualTo(GivenUpFires.NONE);
		assertThat(this.monitor.givenUp("other", "report")).isEqualTo(GivenUpFires.NONE);
	}

	@Test
	void whenAnEventIsAnnouncedThenItIsPublished() {
		boolean[] published = new boolean[1];
		this.monitor.announce(new Promoted("unknown", 1, "node-1", NOW), Duration.ZERO, () -> published[0] = true);
		assertThat(published[0]).isTrue();
	}

	@Test
	void whenAnElectionIsClosedThenItIsForgottenUnlessItIsThereAnew() {
		add("report");
		promote();
		LeaderElection successor = election("orders");
		given(successor.isLeader()).willReturn(true);
		this.monitor.scheduleAdded(successor, "report");
		this.monitor.closed(this.election);
		assertThat(this.ring).isNotNull();
		this.monitor.closed(successor);
		assertThat(this.ring).isNull();
	}

	private void add(String schedule) {
		this.monitor.scheduleAdded(this.election, schedule);
	}

	private void promote() {
		given(this.election.isLeader()).willReturn(true);
		announce(new Promoted("orders", 1, "node-1", NOW));
	}

	private void demote() {
		given(this.election.isLeader()).willReturn(false);
		announce(new Demoted("orders", 1, "node-1", DemotionReason.RESIGNED, NOW));
	}

	private void announce(LeadershipEvent event) {
		this.monitor.announce(event, Duration.ZERO, () -> {
		});
	}

	private void ring() {
		assertThat(this.ring).isNotNull();
		this.ring.run();
	}

	private Registration regularly(Runnable task) {
		assertThat(this.ring).as("one timer at a time").isNull();
		this.ring = task;
		return () -> this.ring = null;
	}

	private CompletableFuture<List<ScheduleStatus>> lookUp(String name) {
		this.looks.add(name);
		return (this.failure != null) ? CompletableFuture.failedFuture(this.failure)
				: CompletableFuture.completedFuture(this.inRedis);
	}

	private static LeaderElection election(String name) {
		LeaderElection election = mock();
		given(election.name()).willReturn(name);
		return election;
	}

	private static ScheduleStatus status(String name, @Nullable Instant next) {
		return new ScheduleStatus("orders", name, "rate 60000 0", false, null, null, 0, null, null, "", next, null, NOW,
				null);
	}

}
