package io.github.leaderkit.chaos.check;

import io.github.leaderkit.chaos.history.Event;

/**
 * The last fire of a schedule that Redis knew in the end.
 *
 * @param at when it was read
 * @param planned its planned time, zero if there was none
 */
record FireLeft(long at, long planned) {

	static FireLeft of(Event event) {
		return new FireLeft(event.value(0), event.value(1));
	}

}
