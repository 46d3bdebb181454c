package io.github.leaderkit.autoconfigure.metrics;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observation of the runs of schedules: its name and key values.
 */
enum FireObservation implements ObservationDocumentation {

	/**
	 * A fire is run.
	 */
	FIRE("leader.fire");

	private final String id;

	FireObservation(String id) {
		this.id = id;
	}

	@Override
	public String getName() {
		return this.id;
	}

	@Override
	public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
		return DefaultFireObservationConvention.class;
	}

	@Override
	public KeyName[] getLowCardinalityKeyNames() {
		return LowCardinality.values();
	}

	@Override
	public KeyName[] getHighCardinalityKeyNames() {
		return HighCardinality.values();
	}

	enum LowCardinality implements KeyName {

		/**
		 * The name of the election.
		 */
		ELECTION,

		/**
		 * The name of the schedule.
		 */
		SCHEDULE,

		/**
		 * How the run ended: {@code success}, {@code error}, or {@code unknown} while it
		 * runs.
		 */
		OUTCOME,

		/**
		 * The class of the exception by which it ended, or {@code none}.
		 */
		EXCEPTION;

		@Override
		public String asString() {
			return TagText.of(this);
		}

	}

	enum HighCardinality implements KeyName {

		/**
		 * The time for which the run was planned.
		 */
		PLANNED,

		/**
		 * The number of the attempt at this time.
		 */
		ATTEMPT,

		/**
		 * The term of the leadership.
		 */
		TERM;

		@Override
		public String asString() {
			return TagText.of(this);
		}

	}

}
