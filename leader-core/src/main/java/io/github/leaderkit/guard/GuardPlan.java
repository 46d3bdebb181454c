package io.github.leaderkit.guard;

/**
 * Makes the {@link Guard} that fits what a method returns.
 */
@FunctionalInterface
interface GuardPlan {

	Guard guard(Entrance entrance);

}
