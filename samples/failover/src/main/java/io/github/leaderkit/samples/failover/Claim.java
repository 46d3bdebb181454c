package io.github.leaderkit.samples.failover;

/**
 * The time during which an instance claimed to lead.
 *
 * @param instance the name of the instance
 * @param term the term of its leadership
 * @param from when it began, in epoch milliseconds
 * @param to when it ended, {@link #LASTS} if it has not
 */
record Claim(String instance, long term, long from, long to) {

	static final long LASTS = Long.MAX_VALUE;

	boolean lasts() {
		return this.to == LASTS;
	}

	boolean overlaps(Claim other) {
		return this.from < other.to && other.from < this.to;
	}

	/**
	 * Whether an observation is this leadership's own.
	 * @param observation the observation
	 * @return whether instance and term are those of this claim
	 */
	boolean covers(Observation observation) {
		return this.instance.equals(observation.instance()) && this.term == observation.term();
	}

	@Override
	public String toString() {
		return this.instance + " term=" + this.term + " from=" + this.from + " to=" + (lasts() ? "now" : this.to);
	}

}
