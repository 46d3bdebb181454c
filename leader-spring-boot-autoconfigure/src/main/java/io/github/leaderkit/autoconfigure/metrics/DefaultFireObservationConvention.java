package io.github.leaderkit.autoconfigure.metrics;

import io.github.leaderkit.Fire;
import io.github.leaderkit.autoconfigure.metrics.FireObservation.HighCardinality;
import io.github.leaderkit.autoconfigure.metrics.FireObservation.LowCardinality;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Chooses the names and key values of the observations of fires.
 */
final class DefaultFireObservationConvention implements ObservationConvention<FireObservationContext> {

	@Override
	public String getName() {
		return FireObservation.FIRE.getName();
	}

	@Override
	public String getContextualName(FireObservationContext context) {
		return "fire " + context.getFire().schedule();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(FireObservationContext context) {
		Fire fire = context.getFire();
		return KeyValues.of(LowCardinality.ELECTION.withValue(fire.election()),
				LowCardinality.SCHEDULE.withValue(fire.schedule()), LowCardinality.OUTCOME.withValue(outcome(context)),
				LowCardinality.EXCEPTION.withValue(exception(context)));
	}

	private static String outcome(FireObservationContext context) {
		if (context.getError() != null) {
			return "error";
		}
		return context.isComplete() ? "success" : "unknown";
	}

	private static String exception(FireObservationContext context) {
		Throwable error = context.getError();
		return (error != null) ? error.getClass().getSimpleName() : KeyValue.NONE_VALUE;
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(FireObservationContext context) {
		Fire fire = context.getFire();
		return KeyValues.of(HighCardinality.PLANNED.withValue(fire.planned().toString()),
				HighCardinality.ATTEMPT.withValue(Integer.toString(fire.attempt())),
				HighCardinality.TERM.withValue(Long.toString(fire.term())));
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof FireObservationContext;
	}

}
