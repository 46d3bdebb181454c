package io.github.leaderkit.guard;

import io.github.leaderkit.InvalidLeaderConfigurationException;
import io.github.leaderkit.LeaderOnly;
import org.jspecify.annotations.Nullable;

/**
 * A {@link LeaderOnly} that cannot be kept: the method cannot be guarded, or its election
 * does not exist.
 */
public class InvalidLeaderOnlyException extends InvalidLeaderConfigurationException {

	/**
	 * Creates the exception.
	 * @param problem what is wrong, with the method or class in question
	 * @param fix what to do about it
	 */
	public InvalidLeaderOnlyException(String problem, String fix) {
		super(problem, fix);
	}

	/**
	 * Creates the exception.
	 * @param problem what is wrong, with the method or class in question
	 * @param fix what to do about it
	 * @param cause the cause, or {@code null}
	 */
	public InvalidLeaderOnlyException(String problem, String fix, @Nullable Throwable cause) {
		super(problem, fix, cause);
	}

}
