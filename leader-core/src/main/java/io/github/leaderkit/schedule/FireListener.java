package io.github.leaderkit.schedule;

import java.time.Duration;

import io.github.leaderkit.Fire;
import org.jspecify.annotations.Nullable;

/**
 * Notified when a run has ended.
 */
@FunctionalInterface
public interface FireListener {

	/**
	 * A run has ended. Called by the thread that ended it; must not throw.
	 * @param fire what was run
	 * @param duration how long the work took
	 * @param failure why it failed, or {@code null} if it did not
	 */
	void ended(Fire fire, Duration duration, @Nullable Throwable failure);

}
