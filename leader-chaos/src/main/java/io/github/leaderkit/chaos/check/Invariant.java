package io.github.leaderkit.chaos.check;

import java.util.List;

/**
 * A promise that a history must keep.
 */
@FunctionalInterface
interface Invariant {

	/**
	 * Looks for what breaks it.
	 * @param history what was seen
	 * @return what breaks it
	 */
	List<Violation> check(History history);

}
