package io.github.leaderkit.simulation;

import org.jspecify.annotations.Nullable;

/**
 * A change of the entry of a schedule.
 *
 * @param schedule the name of the schedule
 * @param before the entry before, or {@code null}
 * @param after the entry after
 * @param restores whether a leader has written again what the store had lost
 * @param serverMillis when, on the clock of the server
 */
record EntryChange(String schedule, @Nullable Entry before, Entry after, boolean restores, long serverMillis) {

	/**
	 * Whether a fire was claimed. Who gives a second attempt back writes the first one
	 * again.
	 */
	boolean claims() {
		boolean now = this.after.start() == this.serverMillis;
		return !this.restores && now && this.after.isClaimed() && !this.after.hasClaimOf(this.before);
	}

	/**
	 * Whether somebody asks for a run.
	 */
	boolean wishes() {
		boolean other = this.before == null || this.before.since() != this.after.since();
		return !this.restores && other && this.after.since() == this.serverMillis;
	}

	/**
	 * Whether fires were given up.
	 */
	boolean passes() {
		return !this.restores && this.after.isPassed();
	}

	/**
	 * Whether these were due while the run before went on, and count as part of it.
	 */
	boolean isCoalesced() {
		return passes() && this.after.attempt() == 0 && this.before != null && this.before.hasEnded()
				&& this.after.planned() <= this.before.end();
	}

}
