package io.github.leaderkit.engine.decision;

/**
 * Something that operators should know.
 */
public enum Incident {

	/**
	 * The store had forgotten the lease and took it back.
	 */
	READOPTED,

	/**
	 * The store answers again.
	 */
	RECOVERED,

	/**
	 * Guarded work of an earlier leadership still runs, and others may lead by now.
	 */
	WORK_OVERRAN,

	/**
	 * The store lost, turned back or may have turned back the record; nobody is granted
	 * the lease for a while, but for a leader that has it already.
	 */
	QUARANTINED,

	/**
	 * The clock of the store was seen to jump forward.
	 */
	CLOCK_JUMPED,

	/**
	 * The listeners or the guarded work took longer than the drain timeout.
	 */
	DRAIN_TIMED_OUT

}
