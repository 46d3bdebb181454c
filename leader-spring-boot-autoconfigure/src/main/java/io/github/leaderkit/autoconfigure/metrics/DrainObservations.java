package io.github.leaderkit.autoconfigure.metrics;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Draining;
import io.github.leaderkit.engine.report.ElectionObserver;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;

/**
 * Observes how leaderships that are given up wait for guarded work: from one event to
 * another, which different threads may publish, and so without a scope.
 */
final class DrainObservations implements ElectionObserver {

	private final ObservationRegistry registry;

	/** By the name of the election. The events of one come one at a time. */
	private final Map<String, Observation> begun = new ConcurrentHashMap<>();

	DrainObservations(ObservationRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void announce(LeadershipEvent event, Duration lag, Runnable telling) {
		if (event instanceof Draining) {
			this.begun.put(event.election(), LeadershipObservation.DRAIN.of(event, this.registry).start());
		}
		else if (event instanceof Demoted) {
			Observation drain = this.begun.remove(event.election());
			if (drain != null) {
				drain.stop();
			}
		}
		telling.run();
	}

}
