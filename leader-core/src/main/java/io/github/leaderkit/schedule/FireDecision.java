package io.github.leaderkit.schedule;

/**
 * What a leader does next for a schedule.
 */
sealed interface FireDecision {

	/**
	 * Nothing until a time, unless the entry changes or the run ends before.
	 *
	 * @param until when to decide again; {@link Recurrence#NEVER} if only a change of the
	 * entry or the end of the run can bring something to do
	 */
	record Wait(long until) implements FireDecision {
	}

	/**
	 * Claims a fire, and runs it.
	 *
	 * @param planned its planned time
	 * @param attempt the number of the attempt, from 1
	 * @param standsFor for how many planned times it stands, itself included
	 * @param previous the last fire before those times, {@code 0} if there was none
	 * @param notAfter the latest time at which the claim may take effect: how late a fire
	 * is counts when it is claimed, not when that was decided
	 */
	record Run(long planned, int attempt, FireCount standsFor, long previous, long notAfter) implements FireDecision {
	}

	/**
	 * Gives fires up. Only when that is written it is reported, or each later leader
	 * would report it again.
	 *
	 * @param reason why, which says whether it is reported
	 * @param until the last one that is given up
	 * @param count how many are
	 * @param previous the last fire before those, {@code 0} if there was none
	 * @param end what counts as their end
	 */
	record Pass(Reason reason, long until, FireCount count, long previous, long end) implements FireDecision {
	}

	/**
	 * Why fires are given up.
	 */
	enum Reason {

		/**
		 * They are too late. Reported.
		 */
		MISSED,

		/**
		 * The run of one began, and nobody recorded its end. Reported.
		 */
		INTERRUPTED,

		/**
		 * The store may have forgotten that they were claimed. Reported.
		 */
		IN_DOUBT,

		/**
		 * They were due while the run before went on, and are too late now. They count as
		 * part of that run: not reported.
		 */
		COALESCED;

		boolean isReported() {
			return this != COALESCED;
		}

	}

}
