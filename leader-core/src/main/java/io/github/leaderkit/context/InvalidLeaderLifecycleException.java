package io.github.leaderkit.context;

import io.github.leaderkit.InvalidLeaderConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * A bean that is to run only while this instance leads, but cannot.
 */
public class InvalidLeaderLifecycleException extends InvalidLeaderConfigurationException {

	/**
	 * Creates the exception.
	 * @param problem what is wrong, with the bean in question
	 * @param fix what to do about it
	 */
	public InvalidLeaderLifecycleException(String problem, String fix) {
		super(problem, fix);
	}

	/**
	 * Creates the exception.
	 * @param problem what is wrong, with the bean in question
	 * @param fix what to do about it
	 * @param cause the cause, or {@code null}
	 */
	public InvalidLeaderLifecycleException(String problem, String fix, @Nullable Throwable cause) {
		super(problem, fix, cause);
	}

}
