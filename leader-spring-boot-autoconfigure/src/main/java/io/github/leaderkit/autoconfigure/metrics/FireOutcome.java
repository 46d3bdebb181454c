package io.github.leaderkit.autoconfigure.metrics;

/**
 * What became of a planned time of a schedule, or of a run that somebody asked for. Each
 * has one outcome.
 */
enum FireOutcome {

	/**
	 * Its run ended.
	 */
	RUN,

	/**
	 * Its run ended, and it had been due before its leader led.
	 */
	CAUGHT_UP,

	/**
	 * Its run ended, and somebody had asked for it.
	 */
	TRIGGERED,

	/**
	 * Its run ended by an exception.
	 */
	FAILED,

	/**
	 * It had no run of its own: a later one stood for it.
	 */
	COALESCED,

	/**
	 * It was given up because it was too late.
	 */
	MISSED,

	/**
	 * Its run had no recorded end.
	 */
	INTERRUPTED,

	/**
	 * It was given up because it may have been run before Redis lost data.
	 */
	IN_DOUBT

}
