package io.github.leaderkit.autoconfigure.metrics;

import java.time.Duration;

import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.engine.report.ElectionObserver;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Observes how listeners are told of promotions and demotions. What they do happens
 * within the scope of the observation.
 */
final class LeadershipObservations implements ElectionObserver {

	private final ObservationRegistry registry;

	LeadershipObservations(ObservationRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void announce(LeadershipEvent event, Duration lag, Runnable telling) {
		if (event instanceof Promoted) {
			observe(LeadershipObservation.PROMOTION.of(event, this.registry), telling);
		}
		else if (event instanceof Demoted) {
			observe(LeadershipObservation.DEMOTION.of(event, this.registry), telling);
		}
		else {
			telling.run();
		}
	}

	/**
	 * The thread goes on to tell other events, so that a scope must not stay that a
	 * handler kept from being closed.
	 */
	private void observe(Observation observation, Runnable telling) {
		Observation.@Nullable Scope before = this.registry.getCurrentObservationScope();
		try {
			observation.observe(telling);
		}
		finally {
			this.registry.setCurrentObservationScope(before);
		}
	}

}
