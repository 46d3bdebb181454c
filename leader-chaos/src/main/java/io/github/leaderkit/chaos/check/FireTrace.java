package io.github.leaderkit.chaos.check;

import io.github.leaderkit.LeadershipEvent.FireMissed.Cause;
import io.github.leaderkit.chaos.history.Event;
import io.github.leaderkit.chaos.history.EventKind;
import io.github.leaderkit.chaos.worker.ScheduledWork;

/**
 * What one process has written down of a fire: that it ran it, or that it published what
 * became of it.
 *
 * @param kind {@code FIRE_RUN}, {@code FIRE_MISSED} or {@code FIRE_INTERRUPTED}
 * @param process the process
 * @param detail the attempt, or the cause of {@code FIRE_MISSED}
 * @param at when it was written down
 * @param planned the planned time
 * @param after the planned times after this one, up to its own, are accounted for
 * @param ended when the run has ended, zero if it has not, as far as is known
 */
record FireTrace(EventKind kind, int process, int detail, long at, long planned, long after, long ended) {

	static FireTrace of(Event event) {
		long planned = event.value(1);
		long counted = planned - event.value(2) * ScheduledWork.PERIOD_MILLIS;
		boolean run = event.kind() == EventKind.FIRE_RUN;
		// A run that says less by one than by the other accounts only for the less
		long after = run ? Math.max(counted, event.value(3)) : counted;
		return new FireTrace(event.kind(), event.process(), event.detail(), event.value(0), planned, after,
				run ? event.value(4) : event.value(0));
	}

	boolean isRun() {
		return this.kind == EventKind.FIRE_RUN;
	}

	boolean isInterruption() {
		return this.kind == EventKind.FIRE_INTERRUPTED;
	}

	boolean isMissed(Cause cause) {
		return this.kind == EventKind.FIRE_MISSED && this.detail == cause.ordinal();
	}

	/**
	 * For how many planned times it accounts.
	 */
	long count() {
		return (this.planned - this.after) / ScheduledWork.PERIOD_MILLIS;
	}

}
