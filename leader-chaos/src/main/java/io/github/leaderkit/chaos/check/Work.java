package io.github.leaderkit.chaos.check;

import io.github.leaderkit.chaos.history.Event;
import io.github.leaderkit.chaos.history.WorkOutcome;

/**
 * Guarded work.
 *
 * @param leadership under which leadership it was let in
 * @param call when the entry was called
 * @param entered when it was let in
 * @param left when it left, zero if that is not known
 * @param element what it wrote, zero if nothing
 * @param outcome how it went
 */
record Work(ObservedLeadership leadership, long call, long entered, long left, long element, WorkOutcome outcome) {

	static Work of(Event event, ObservedLeadership leadership) {
		return new Work(leadership, event.value(0), event.value(1), event.value(2), event.value(3),
				WorkOutcome.of(event.value(4)));
	}

	/**
	 * Whether it is known that the leadership lasted until after the write.
	 */
	boolean wroteAsLeader() {
		return this.outcome.written() && this.outcome.leading();
	}

}
