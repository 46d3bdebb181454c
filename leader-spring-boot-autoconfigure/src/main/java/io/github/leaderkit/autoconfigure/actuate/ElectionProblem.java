package io.github.leaderkit.autoconfigure.actuate;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.github.leaderkit.DurationText;
import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ElectionStatus;
import io.github.leaderkit.ElectionStatus.Contact;
import io.github.leaderkit.ElectionStatus.State;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.LeaderElection;

/**
 * Why an election does not work as it should, as far as this process can tell.
 *
 * @param reason what is wrong: the name of an {@link ErrorKind}, or one of the names
 * below
 * @param message what is known of it
 */
record ElectionProblem(String reason, String message) {

	/**
	 * The clocks of this machine and of Redis run apart by more than is allowed for.
	 */
	static final String CLOCKS_APART = "CLOCKS_APART";

	/**
	 * The thread that runs the elections, or one that calls Redis, is held up.
	 */
	static final String STALLED = "STALLED";

	/**
	 * Nobody leads, and that for long.
	 */
	static final String NO_LEADER = "NO_LEADER";

	/** What does not go away until someone does something. */
	private static final Set<ErrorKind> LASTING = Set.of(ErrorKind.DENIED, ErrorKind.FOREIGN_DATA,
			ErrorKind.WRITES_REFUSED, ErrorKind.NOT_REPLICATED);

	/** A single late request is the mark of a pause. */
	private static final int LATE_IN_A_ROW = 3;

	private static final Duration LEAST_STALL = Duration.ofSeconds(1);

	/**
	 * The problems of an election at this moment.
	 * @param election the election
	 * @param leaderlessLeases after how many times the ttl without a leader that is a
	 * problem, {@code 0} for never
	 * @return the problems, the gravest first; empty if all is well
	 */
	static List<ElectionProblem> of(LeaderElection election, int leaderlessLeases) {
		ElectionStatus status = election.status();
		List<ElectionProblem> problems = new ArrayList<>();
		if (status.state() != State.STOPPED) {
			addStall(problems, election.settings(), status.contact());
			addError(problems, election.settings(), status.contact());
			addClocks(problems, status.contact());
			addVacancy(problems, election.settings(), status, leaderlessLeases);
		}
		return problems;
	}

	private static void addStall(List<ElectionProblem> problems, ElectionSettings settings, Contact contact) {
		Duration third = settings.ttl().dividedBy(3);
		if (contact.overdue().compareTo((third.compareTo(LEAST_STALL) > 0) ? third : LEAST_STALL) > 0) {
			problems.add(new ElectionProblem(STALLED,
					"Its next action is overdue by " + DurationText.of(contact.overdue())));
		}
	}

	private static void addError(List<ElectionProblem> problems, ElectionSettings settings, Contact contact) {
		if (contact.failures() > 0 && contact.lastError() != null) {
			ErrorKind kind = contact.lastError().kind();
			if (LASTING.contains(kind) || contact.failingFor().compareTo(settings.ttl()) > 0) {
				problems.add(new ElectionProblem(kind.name(), contact.lastError().message()));
			}
		}
	}

	private static void addClocks(List<ElectionProblem> problems, Contact contact) {
		if (contact.late() >= LATE_IN_A_ROW) {
			problems.add(new ElectionProblem(CLOCKS_APART,
					"The last " + contact.late() + " requests came too late by the clock of Redis"));
		}
	}

	private static void addVacancy(List<ElectionProblem> problems, ElectionSettings settings, ElectionStatus status,
			int leaderlessLeases) {
		Duration limit = settings.ttl().multipliedBy(leaderlessLeases);
		// a follower learns of a leader at its next look
		Duration least = settings.waitTime().multipliedBy(2);
		if (leaderlessLeases > 0 && status.leaderless().compareTo((limit.compareTo(least) > 0) ? limit : least) > 0) {
			problems.add(new ElectionProblem(NO_LEADER, "No leader has been known for "
					+ DurationText.of(status.leaderless().truncatedTo(ChronoUnit.SECONDS))));
		}
	}

	@Override
	public String toString() {
		return this.reason + ": " + this.message;
	}

}
