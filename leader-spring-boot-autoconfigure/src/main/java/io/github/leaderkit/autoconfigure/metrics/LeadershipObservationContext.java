package io.github.leaderkit.autoconfigure.metrics;

import io.github.leaderkit.LeadershipEvent;
import io.micrometer.observation.Observation;

/**
 * The context of the observations {@code leader.election.promotion},
 * {@code leader.election.demotion} and {@code leader.election.drain}: for handlers,
 * filters and conventions of the application.
 */
public final class LeadershipObservationContext extends Observation.Context {

	private final LeadershipEvent event;

	LeadershipObservationContext(LeadershipEvent event) {
		this.event = event;
	}

	/**
	 * The event that is observed.
	 * @return a {@link LeadershipEvent.Promoted}, {@link LeadershipEvent.Demoted} or
	 * {@link LeadershipEvent.Draining}, in the order of the names
	 */
	public LeadershipEvent getEvent() {
		return this.event;
	}

}
