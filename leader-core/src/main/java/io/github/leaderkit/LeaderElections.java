package io.github.leaderkit;

import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import io.github.leaderkit.LeaderElection.Registration;

/**
 * The elections of this application. Thread-safe; no method blocks.
 */
public interface LeaderElections {

	/**
	 * The name of the election that {@link LeaderOnly} without a name means when there
	 * are several.
	 */
	String DEFAULT = "default";

	/**
	 * Finds an election.
	 * @param name the name of the election
	 * @return the election, or empty if there is none of that name
	 */
	Optional<LeaderElection> find(String name);

	/**
	 * Returns an election.
	 * @param name the name of the election
	 * @return the election
	 * @throws IllegalArgumentException if there is none of that name
	 */
	default LeaderElection get(String name) {
		return find(name).orElseThrow(
				() -> new IllegalArgumentException("There is no election '" + name + "'. Known elections: " + names()));
	}

	/**
	 * Finds the election that is meant when none is named: the only one, else the one
	 * named {@value #DEFAULT}.
	 * @return that election, or empty if there is none or the choice would be arbitrary
	 */
	default Optional<LeaderElection> findDefault() {
		Collection<LeaderElection> all = all();
		return (all.size() == 1) ? Optional.of(all.iterator().next()) : find(DEFAULT);
	}

	/**
	 * Returns every election, those created at run time included.
	 * @return the elections, in the order of their creation; a snapshot
	 */
	Collection<LeaderElection> all();

	/**
	 * Returns the name of every election.
	 * @return the names, in the order of creation; a snapshot
	 */
	default Collection<String> names() {
		return all().stream().map(LeaderElection::name).toList();
	}

	/**
	 * Creates an election at run time. It contends at once if its settings say
	 * {@code auto-start} and the elections of this application are running.
	 * @param name the name of the new election
	 * @param settings its settings
	 * @return the new election
	 * @throws InvalidElectionSettingException if the settings do not fit this
	 * application: the command timeout is too long for the ttl, or another election uses
	 * the same key
	 * @throws IllegalArgumentException if the name is blank or taken
	 */
	LeaderElection create(String name, ElectionSettings settings);

	/**
	 * Stops an election and removes it. References to it stay usable and report that it
	 * does not lead. If an election is created under the same name later,
	 * {@link LeaderOnly} methods follow that one, and so do {@link LeaderScheduled}
	 * methods and whatever was added to {@link LeaderSchedules} and not removed.
	 * @param name the name of the election
	 * @return completes as {@link LeaderElection#stop()} does; at once if there is no
	 * election of that name
	 */
	CompletionStage<Void> close(String name);

	/**
	 * Adds a listener to every election, those created later included.
	 * @param listener the listener to add
	 * @return the handle that removes it everywhere
	 */
	Registration addListener(LeadershipListener listener);

}
