package io.github.leaderkit.autoconfigure.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.github.leaderkit.ElectionStatus;
import io.github.leaderkit.ElectionStatus.Contact;
import io.github.leaderkit.ElectionStatus.State;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.ScheduleStatus;
import io.github.leaderkit.ScheduleStatus.Outcome;
import io.github.leaderkit.autoconfigure.monitor.SeenSchedule;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ScheduleProblem}, and for what health makes of it.
 */
class ScheduleProblemTests {

	private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");

	@Test
	void whenAFireIsLateByLessThanAMinuteThenAllIsWell() {
		assertThat(problem(status(NOW.minusSeconds(600), NOW.minusSeconds(60), null))).isNull();
		assertThat(problem(status(null, NOW.plusSeconds(60), null))).isNull();
	}

	@Test
	void whenAFireIsLateByMoreThanAMinuteThenItIsOverdue() {
		assertThat(problem(status(null, NOW.minusSeconds(61), null)))
			.hasToString("OVERDUE: Its fire of 2030-01-01T11:58:59Z had not begun after 1m 1s");
	}

	@Test
	void whenTheLastFireIsOfTheFutureThenTheScheduleStandsStill() {
		assertThat(problem(status(NOW.plusSeconds(60), NOW.plusSeconds(120), null))).isNull();
		assertThat(problem(status(NOW.plusSeconds(61), NOW.plusSeconds(120), null))).asString()
			.startsWith("AHEAD: Its last fire is of 2030-01-01T12:01:01Z")
			.contains("'forget'");
	}

	@Test
	void whenTheEntryCannotBeReadThenTheProblemSaysSo() {
		assertThat(problem(status(null, null, "The entry 'x' cannot be read")))
			.hasToString("MALFORMED: The entry 'x' cannot be read");
	}

	@Test
	void whenAScheduleHasAProblemThenHealthHasItAsADetailAndStaysUp() {
		Health health = health(List.of(seen(status(null, NOW.minus(Duration.ofHours(1)), null))));
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails().get("orders")).isEqualTo(Map.of("state", State.STOPPED, "scheduleProblems",
				Map.of("report", "OVERDUE: Its fire of 2030-01-01T11:00:00Z had not begun after 1h")));
	}

	@Test
	void whenSchedulesAreWellThenHealthDoesNotMentionThem() {
		assertThat(health(List.of(seen(status(NOW, NOW.plusSeconds(1), null)))).getDetails().get("orders"))
			.isEqualTo(Map.of("state", State.STOPPED));
	}

	private static Health health(List<SeenSchedule> seen) {
		ElectionStatus status = mock();
		given(status.state()).willReturn(State.STOPPED);
		given(status.vetoes()).willReturn(List.of());
		given(status.contact())
			.willReturn(new Contact(null, null, null, null, 0, Duration.ZERO, 0, Duration.ZERO, null));
		LeaderElection election = mock();
		given(election.name()).willReturn("orders");
		given(election.status()).willReturn(status);
		LeaderElections elections = mock();
		given(elections.all()).willReturn(List.of(election));
		LeaderHealthProperties properties = new LeaderHealthProperties();
		return new LeaderHealthIndicator(elections, properties, (name) -> seen).health();
	}

	private static @Nullable ScheduleProblem problem(ScheduleStatus status) {
		return ScheduleProblem.of(seen(status));
	}

	private static SeenSchedule seen(ScheduleStatus status) {
		return new SeenSchedule(status, NOW);
	}

	private static ScheduleStatus status(@Nullable Instant planned, @Nullable Instant next, @Nullable String problem) {
		return new ScheduleStatus("orders", "report", "rate 60000 0", false, planned,
				(planned != null) ? Outcome.DONE : null, 1, planned, planned, "node-1", next, null, NOW, problem);
	}

}
