package io.github.leaderkit.autoconfigure.metrics;

import io.github.leaderkit.Fire;
import io.micrometer.observation.Observation;

/**
 * The context of the observation {@code leader.fire}: for handlers, filters and
 * conventions of the application.
 */
public final class FireObservationContext extends Observation.Context {

	private final Fire fire;

	private boolean complete;

	FireObservationContext(Fire fire) {
		this.fire = fire;
	}

	/**
	 * The fire that is run.
	 * @return the fire
	 */
	public Fire getFire() {
		return this.fire;
	}

	/**
	 * Whether the run has ended by itself, without an exception.
	 * @return whether it has
	 */
	public boolean isComplete() {
		return this.complete;
	}

	void complete() {
		this.complete = true;
	}

}
