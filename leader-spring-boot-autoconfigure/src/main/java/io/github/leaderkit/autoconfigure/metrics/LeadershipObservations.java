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
 * Observes how listeners handle promotions and demotions, within the scope of the
 * observation.
 */
final class LeadershipObservations implements ElectionObserver {

	private final ObservationRegistry registry;

	LeadershipObservations(ObservationRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void announce(LeadershipEvent event, Duration lag, Runnable publication) {
		if (event instanceof Promoted) {
			observe(LeadershipObservation.PROMOTION.of(event, this.registry), publication);
		}
		else if (event instanceof Demoted) {
			observe(LeadershipObservation.DEMOTION.of(event, this.registry), publication);
		}
		else {
			publication.run();
		}
	}

	/**
	 * The thread publishes other events afterwards, so a scope that a handler has failed
	 * to close must not stay.
	 */
	private void observe(Observation observation, Runnable publication) {
		Observation.@Nullable Scope before = this.registry.getCurrentObservationScope();
		try {
			observation.observe(publication);
		}
		finally {
			this.registry.setCurrentObservationScope(before);
		}
	}

}
