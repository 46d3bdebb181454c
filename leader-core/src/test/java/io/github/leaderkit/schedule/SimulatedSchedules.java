package io.github.leaderkit.schedule;

import java.util.function.Consumer;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.engine.runtime.ElectionRuntime;

/**
 * The schedules of an election, with a {@link FireMutant} in them.
 */
public final class SimulatedSchedules extends ElectionSchedules {

	private final FireMutant mutant;

	public SimulatedSchedules(LeaderElection election, ElectionRuntime runtime, Consumer<LeadershipEvent> events,
			FireListener listener, FireMutant mutant) {
		super(mutant.election(election), mutant.runtime(runtime), events, listener);
		this.mutant = mutant;
	}

	@Override
	FireDecision decision(LocalSchedule schedule) {
		return this.mutant.decision(super.decision(schedule), schedule.definition());
	}

}
