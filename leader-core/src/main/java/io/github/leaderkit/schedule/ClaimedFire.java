package io.github.leaderkit.schedule;

import org.jspecify.annotations.Nullable;

/**
 * A fire that is claimed, or is to be.
 *
 * @param schedule the name of the schedule
 * @param fire what is to be run
 * @param id the id of the claim
 * @param before the entry before the claim
 * @param entry the entry with the claim
 */
record ClaimedFire(String schedule, FireDecision.Run fire, String id, ScheduleEntry before, ScheduleEntry entry) {

	/**
	 * This claim, as the store wrote it.
	 */
	ClaimedFire writtenAs(ScheduleEntry written) {
		return new ClaimedFire(this.schedule, this.fire, this.id, this.before, written);
	}

	/**
	 * Whether an entry has this claim, and the run was neither ended nor given up.
	 */
	boolean isOpenIn(ScheduleEntry present) {
		return isIn(present) && present.last() != null && present.last().state().isOpen();
	}

	/**
	 * Whether an entry has this claim without an end of its run. It may have been given
	 * up.
	 */
	boolean isUnendedIn(ScheduleEntry present) {
		return isIn(present) && present.last() != null && !present.last().state().hasEnded();
	}

	/**
	 * Whether the store has lost this claim: an entry never goes back behind one that has
	 * run, unless somebody forgets all its fires.
	 */
	boolean isAheadOf(@Nullable ScheduleEntry present) {
		return present != null && present.last() != null && present.compareProgress(this.entry) < 0;
	}

	/**
	 * The term under which it was claimed.
	 */
	long term() {
		return (this.entry.last() != null) ? this.entry.last().claim().term() : 0;
	}

	private boolean isIn(ScheduleEntry present) {
		LastFire last = present.last();
		return last != null && last.isClaim(this.fire.planned(), this.fire.attempt(), this.id);
	}

	/**
	 * How much later than planned it was claimed, in milliseconds.
	 */
	long lateness() {
		return (this.entry.last() != null) ? Math.max(this.entry.last().start() - this.fire.planned(), 0) : 0;
	}

}
