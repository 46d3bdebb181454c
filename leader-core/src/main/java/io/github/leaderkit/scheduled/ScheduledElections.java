package io.github.leaderkit.scheduled;

import java.time.Duration;

import io.github.leaderkit.DurationText;
import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderOnly.OnDemotion;
import io.github.leaderkit.ScheduleSettings;
import org.jspecify.annotations.Nullable;

/**
 * Finds the election of a schedule, and refuses one that cannot have it.
 */
final class ScheduledElections {

	private final @Nullable LeaderElections elections;

	ScheduledElections(@Nullable LeaderElections elections) {
		this.elections = elections;
	}

	/**
	 * Finds an election.
	 * @param method the method
	 * @param name the name that it says, empty for the default
	 * @return the election
	 * @throws InvalidLeaderScheduledException if there is none
	 */
	LeaderElection electionOf(ScheduledMethod method, String name) {
		LeaderElections elections = this.elections;
		if (elections == null) {
			throw method.refused("there is no LeaderElections bean.", "Define one, or remove the annotation.");
		}
		if (name.isEmpty()) {
			return elections.findDefault()
				.orElseThrow(() -> method.refused(
						"without the name of an election, and none of the elections " + elections.names()
								+ " is the default.",
						fix(elections, "Name one of them, as in @LeaderScheduled(election = \"name\", …), or call one '"
								+ LeaderElections.DEFAULT + "'.")));
		}
		return elections.find(name)
			.orElseThrow(
					() -> method.refused(
							"for the election '" + name + "', which does not exist. The elections are "
									+ elections.names() + ".",
							fix(elections, "Name one of these, or define an election '" + name + "'.")));
	}

	/**
	 * A mock knows no elections.
	 */
	private static String fix(LeaderElections elections, String fix) {
		return elections.names().isEmpty()
				? fix + " If a test has put a mock in the place of the elections, annotate the test with "
						+ "@AutoConfigureTestLeaderElection of leader-spring-boot-test instead."
				: fix;
	}

	/**
	 * Whether runs of a method are interrupted when the leadership is about to end.
	 */
	static boolean interrupts(ScheduledMethod method, LeaderElection election) {
		OnDemotion onDemotion = method.annotation().onDemotion();
		return (onDemotion == OnDemotion.DEFAULT) ? election.settings().interruptOnDemotion()
				: onDemotion == OnDemotion.INTERRUPT;
	}

	/**
	 * The settings as the election needs them: a run that is interrupted some time before
	 * the end must not begin when no more than that remains.
	 * @throws InvalidLeaderScheduledException if no leadership lasts long enough
	 */
	static ScheduleSettings fit(ScheduledMethod method, ScheduleSettings settings, LeaderElection election) {
		ElectionSettings ofElection = election.settings();
		Duration minRemaining = settings.minRemaining();
		if (minRemaining.compareTo(ofElection.validity()) > 0) {
			throw method
				.refused("its minRemaining is " + DurationText.of(minRemaining) + ", and a leadership of the election '"
						+ election.name() + "' lasts " + DurationText.of(ofElection.validity()) + " without a renewal.",
						"Set a minRemaining well below that, or a longer ttl.");
		}
		Duration lead = interrupts(method, election) ? ofElection.interruptLead() : Duration.ZERO;
		return (lead.compareTo(minRemaining) > 0) ? settings.withMinRemaining(lead) : settings;
	}

}
