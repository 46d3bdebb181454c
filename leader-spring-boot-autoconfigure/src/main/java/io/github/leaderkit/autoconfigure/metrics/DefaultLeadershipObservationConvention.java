package io.github.leaderkit.autoconfigure.metrics;

import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Draining;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.autoconfigure.metrics.LeadershipObservation.HighCardinality;
import io.github.leaderkit.autoconfigure.metrics.LeadershipObservation.LowCardinality;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Chooses the names and key values of the observations of leaderships.
 */
final class DefaultLeadershipObservationConvention implements ObservationConvention<LeadershipObservationContext> {

	private final LeadershipObservation observation;

	DefaultLeadershipObservationConvention(LeadershipObservation observation) {
		this.observation = observation;
	}

	@Override
	public String getName() {
		return this.observation.getName();
	}

	@Override
	public String getContextualName(LeadershipObservationContext context) {
		return TagText.of(this.observation) + " " + context.getEvent().election();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(LeadershipObservationContext context) {
		LeadershipEvent event = context.getEvent();
		KeyValues values = KeyValues.of(LowCardinality.ELECTION.withValue(event.election()));
		if (event instanceof Demoted demoted) {
			return values.and(LowCardinality.REASON.withValue(TagText.of(demoted.reason())));
		}
		return (event instanceof Draining draining)
				? values.and(LowCardinality.REASON.withValue(TagText.of(draining.reason()))) : values;
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(LeadershipObservationContext context) {
		LeadershipEvent event = context.getEvent();
		return KeyValues.of(HighCardinality.TERM.withValue(Long.toString(event.term())),
				HighCardinality.INSTANCE.withValue(instance(event)));
	}

	private static String instance(LeadershipEvent event) {
		if (event instanceof Promoted promoted) {
			return promoted.instance();
		}
		if (event instanceof Demoted demoted) {
			return demoted.instance();
		}
		return (event instanceof Draining draining) ? draining.instance() : "";
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof LeadershipObservationContext;
	}

}
