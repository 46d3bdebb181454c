package io.github.leaderkit.autoconfigure.metrics;

import io.github.leaderkit.LeadershipEvent;
import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observations of leader election: their names and key values.
 */
enum LeadershipObservation implements ObservationDocumentation {

	/**
	 * Listeners handle a promotion.
	 */
	PROMOTION("leader.election.promotion"),

	/**
	 * Listeners handle a demotion.
	 */
	DEMOTION("leader.election.demotion"),

	/**
	 * A leadership that was given up waits for guarded work.
	 */
	DRAIN("leader.election.drain");

	private final String id;

	LeadershipObservation(String id) {
		this.id = id;
	}

	@Override
	public String getName() {
		return this.id;
	}

	@Override
	public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
		return DefaultLeadershipObservationConvention.class;
	}

	@Override
	public KeyName[] getLowCardinalityKeyNames() {
		return (this != PROMOTION) ? LowCardinality.values() : new KeyName[] { LowCardinality.ELECTION };
	}

	@Override
	public KeyName[] getHighCardinalityKeyNames() {
		return HighCardinality.values();
	}

	Observation of(LeadershipEvent event, ObservationRegistry registry) {
		return observation(null, new DefaultLeadershipObservationConvention(this),
				() -> new LeadershipObservationContext(event), registry);
	}

	enum LowCardinality implements KeyName {

		/**
		 * The name of the election.
		 */
		ELECTION,

		/**
		 * Why the leadership ended or is to end.
		 */
		REASON;

		@Override
		public String asString() {
			return TagText.of(this);
		}

	}

	enum HighCardinality implements KeyName {

		/**
		 * The term of the leadership.
		 */
		TERM,

		/**
		 * The label of this instance.
		 */
		INSTANCE;

		@Override
		public String asString() {
			return TagText.of(this);
		}

	}

}
