package io.github.leaderkit.guard;

/**
 * How a method is guarded that returns what it returns.
 */
@FunctionalInterface
interface GuardPlan {

	/**
	 * Makes the guard.
	 * @param entrance where its calls are let in
	 * @return the guard
	 */
	Guard guard(Entrance entrance);

}
