package io.github.leaderkit.engine.runtime;

/**
 * Runs a task on the loop at a time that may be changed. To be used on the loop.
 */
public interface Alarm {

	/**
	 * Sets the time, in place of the one before.
	 * @param nanos when to run the task, on the monotonic clock; at once if that is past
	 */
	void set(long nanos);

	/**
	 * Does not run the task any more, until it is set again.
	 */
	void clear();

}
