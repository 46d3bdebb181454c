package io.github.leaderkit.simulation;

import io.github.leaderkit.LeadershipEvent;

/**
 * Something that is always so. It looks at everything that happens, and tells the
 * simulation when it was not.
 */
interface Invariant {

	/**
	 * Something has happened, and each member was asked whether it leads.
	 */
	default void looked(Simulation run) {
	}

	/**
	 * A listener was told.
	 */
	default void told(Simulation run, Member member, LeadershipEvent event) {
	}

	/**
	 * Guarded work was let in.
	 */
	default void entered(Simulation run, Member member, Work work) {
	}

	/**
	 * Guarded work is about to leave.
	 */
	default void leaving(Simulation run, Member member, Work work) {
	}

	/**
	 * An election has stopped, as it says.
	 */
	default void stopped(Simulation run, Member member, String instance) {
	}

	/**
	 * Something goes wrong from now on.
	 */
	default void injected(Simulation run, Fault fault) {
	}

	/**
	 * A process was granted the lease.
	 */
	default void granted(Simulation run, long term, long serverMillis) {
	}

	/**
	 * A process believes that it has enrolled a schedule that was new.
	 */
	default void enrolled(Simulation run, String schedule, Entry entry) {
	}

	/**
	 * A process has changed the entry of a schedule.
	 */
	default void changed(Simulation run, Member member, EntryChange change) {
	}

	/**
	 * A schedule begins to run.
	 */
	default void begun(Simulation run, SimulatedRun begun) {
	}

	/**
	 * A process has changed the entry of runs that somebody asks for.
	 */
	default void changedOfTrigger(Simulation run, Member member, EntryChange change) {
	}

	/**
	 * A run that somebody has asked for begins.
	 */
	default void begunByTrigger(Simulation run, SimulatedRun begun) {
	}

	/**
	 * A listener was told that a run which somebody has asked for was given up.
	 */
	default void givenUpOfTrigger(Simulation run, Member member, String schedule, long wished) {
	}

	/**
	 * A process has changed the entry of what is claimed by hand.
	 */
	default void changedByHand(Simulation run, Member member, EntryChange change) {
	}

	/**
	 * A number was claimed by hand, as the claim says.
	 */
	default void begunByHand(Simulation run, SimulatedClaim begun) {
	}

	/**
	 * All is over.
	 */
	default void ended(Simulation run) {
	}

}
