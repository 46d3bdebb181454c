package io.github.leaderkit.schedule;

import java.time.Duration;

import io.github.leaderkit.Fire;
import org.jspecify.annotations.Nullable;

/**
 * Notified of what becomes of planned times, but for what is published as an event.
 */
public interface FireListener {

	/**
	 * A run has ended. Called by the thread that ended it; must not throw.
	 * @param fire what was run
	 * @param duration how long the work took
	 * @param failure why it failed, or {@code null} if it did not
	 */
	void ended(Fire fire, Duration duration, @Nullable Throwable failure);

	/**
	 * Planned times were given up that had been due while a run went on, and were too
	 * late when it had ended. Called by the loop; must not throw.
	 * @param schedule the name of the schedule
	 * @param count how many they were
	 */
	void coalesced(String schedule, long count);

}
