package io.github.leaderkit.autoconfigure.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ElectionStatus;
import io.github.leaderkit.ElectionStatus.Contact;
import io.github.leaderkit.ElectionStatus.State;
import io.github.leaderkit.ElectionStatus.Work;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeadershipEvent.Errored;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ElectionProblem}.
 */
class ElectionProblemTests {

	private static final Duration TTL = Duration.ofSeconds(15);

	private ElectionSettings settings = ElectionSettings.withKey("orders").ttl(TTL).build();

	@ParameterizedTest
	@EnumSource(State.class)
	void whenAllIsWellThenThereIsNone(State state) {
		assertThat(problems(state, Duration.ZERO, contact(0, Duration.ZERO, null, 0, Duration.ZERO))).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(names = { "DENIED", "FOREIGN_DATA", "WRITES_REFUSED", "NOT_REPLICATED" })
	void whenSomeoneMustHelpThenThatIsOneAtOnce(ErrorKind kind) {
		assertThat(reasons(contact(1, Duration.ofMillis(1), kind, 0, Duration.ZERO))).containsExactly(kind.name());
	}

	@ParameterizedTest
	@EnumSource(names = { "DENIED", "FOREIGN_DATA", "WRITES_REFUSED", "NOT_REPLICATED" }, mode = Mode.EXCLUDE)
	void whenAnErrorMayPassThenItIsOneAfterATtl(ErrorKind kind) {
		assertThat(reasons(contact(9, TTL, kind, 0, Duration.ZERO))).isEmpty();
		assertThat(reasons(contact(9, TTL.plusMillis(1), kind, 0, Duration.ZERO))).containsExactly(kind.name());
	}

	@Test
	void whenAnErrorIsOverThenItIsNone() {
		assertThat(reasons(contact(0, Duration.ZERO, ErrorKind.DENIED, 0, Duration.ZERO))).isEmpty();
	}

	@Test
	void whenRequestsComeTooLateAgainAndAgainThenTheClocksRunApart() {
		assertThat(reasons(contact(0, Duration.ZERO, null, 2, Duration.ZERO))).isEmpty();
		assertThat(reasons(contact(0, Duration.ZERO, null, 3, Duration.ZERO))).containsExactly("CLOCKS_APART");
	}

	@Test
	void whenWhatIsPlannedIsOverdueThenTheElectionIsStalled() {
		assertThat(reasons(contact(0, Duration.ZERO, null, 0, TTL.dividedBy(3)))).isEmpty();
		assertThat(reasons(contact(0, Duration.ZERO, null, 0, TTL.dividedBy(3).plusMillis(1))))
			.containsExactly("STALLED");
	}

	@Test
	void whenTheTtlIsShortThenAPauseIsNoStall() {
		this.settings = ElectionSettings.withKey("orders").ttl(Duration.ofSeconds(1)).build();
		assertThat(reasons(contact(0, Duration.ZERO, null, 0, Duration.ofSeconds(1)))).isEmpty();
		assertThat(reasons(contact(0, Duration.ZERO, null, 0, Duration.ofMillis(1001)))).containsExactly("STALLED");
	}

	@Test
	void whenNobodyLeadsForSomeLeasesThenThatIsOne() {
		Contact well = contact(0, Duration.ZERO, null, 0, Duration.ZERO);
		assertThat(problems(State.FOLLOWING, TTL.multipliedBy(3), well)).isEmpty();
		assertThat(problems(State.FOLLOWING, TTL.multipliedBy(3).plusMillis(1), well))
			.containsExactly(new ElectionProblem("NO_LEADER", "No leader has been known for 45s"));
		assertThat(ElectionProblem.of(election(State.FOLLOWING, Duration.ofDays(1), well), 0)).isEmpty();
	}

	@Test
	void whenFollowersLookSeldomThenALeaderIsMissedLater() {
		this.settings = ElectionSettings.withKey("orders").ttl(TTL).waitTime(Duration.ofMinutes(1)).build();
		Contact well = contact(0, Duration.ZERO, null, 0, Duration.ZERO);
		assertThat(problems(State.FOLLOWING, Duration.ofMinutes(2), well)).isEmpty();
		assertThat(problems(State.FOLLOWING, Duration.ofMinutes(2).plusMillis(1), well)).hasSize(1);
	}

	@Test
	void whenTheElectionIsStoppedThenNothingIsOne() {
		assertThat(problems(State.STOPPED, Duration.ofDays(1),
				contact(9, Duration.ofDays(1), ErrorKind.DENIED, 9, Duration.ofDays(1))))
			.isEmpty();
	}

	private List<String> reasons(Contact contact) {
		return problems(State.FOLLOWING, Duration.ZERO, contact).stream().map(ElectionProblem::reason).toList();
	}

	private List<ElectionProblem> problems(State state, Duration leaderless, Contact contact) {
		return ElectionProblem.of(election(state, leaderless, contact), 3);
	}

	private LeaderElection election(State state, Duration leaderless, Contact contact) {
		LeaderElection election = mock();
		given(election.settings()).willReturn(this.settings);
		given(election.status())
			.willReturn(new ElectionStatus(state, List.of(), null, 0, leaderless, contact, new Work(0, 0, 0), null));
		return election;
	}

	private static Contact contact(int failures, Duration failingFor, @Nullable ErrorKind kind, int late,
			Duration overdue) {
		Errored error = (kind != null) ? new Errored("orders", 0, kind, "it failed", null, Instant.EPOCH) : null;
		return new Contact(null, null, null, null, failures, failingFor, late, overdue, error);
	}

}
