package io.github.leaderkit.scheduled;

import io.github.leaderkit.InvalidLeaderConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * A {@link io.github.leaderkit.LeaderScheduled} that cannot be kept: the method cannot be
 * run, or what the annotation says cannot be.
 */
public class InvalidLeaderScheduledException extends InvalidLeaderConfigurationException {

	/**
	 * Creates the exception.
	 * @param problem what is wrong, with the method in question
	 * @param fix what to do about it
	 * @param cause the cause, or {@code null}
	 */
	public InvalidLeaderScheduledException(String problem, String fix, @Nullable Throwable cause) {
		super(problem, fix, cause);
	}

}
