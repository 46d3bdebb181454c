package io.github.leaderkit.guard;

/**
 * Makes the {@link Guard} that fits what a method returns.
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
