package io.github.leaderkit.scheduled;

import io.github.leaderkit.FireTask;

/**
 * Does something around each run of a method with
 * {@link io.github.leaderkit.LeaderScheduled}, such as to observe it. Beans of this type
 * are asked in their order; the first one stands outermost.
 */
@FunctionalInterface
public interface FireDecorator {

	/**
	 * Decorates the work of a schedule.
	 * @param task runs the method
	 * @return does that, and more
	 */
	FireTask decorate(FireTask task);

}
