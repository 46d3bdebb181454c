package io.github.leaderkit.store.redis.conformance;

/**
 * What may go wrong in a {@link World}, and is promised to do no harm.
 */
enum Faults {

	/**
	 * Calls and answers are late, lost and repeated, processes are started anew, the
	 * server is started anew with its data, its clock is set back.
	 */
	NETWORK,

	/**
	 * The clock of the server is set forth and back, while all who contend hear from it
	 * promptly and have been there before.
	 */
	CLOCK,

	/**
	 * The record is lost or goes back, while all who contend remember it.
	 */
	LOSS,

	/**
	 * All of it, to candidates that are strict.
	 */
	ALL;

	boolean isStrict() {
		return this == ALL;
	}

	/**
	 * Whether each call is answered at once.
	 */
	boolean isPrompt() {
		return this == CLOCK;
	}

	/**
	 * Whether candidates differ in their ttl.
	 */
	boolean isMixed() {
		return this == NETWORK || this == LOSS;
	}

	/**
	 * By what part clocks are wrong at most. What the margin holds for steps of a clock
	 * it cannot hold for its rate as well.
	 */
	double wrongestRate() {
		return (this == CLOCK) ? 0.001 : 1.0 / 12;
	}

}
