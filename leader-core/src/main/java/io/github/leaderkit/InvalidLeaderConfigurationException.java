package io.github.leaderkit;

import org.jspecify.annotations.Nullable;

/**
 * Thrown for a setting, an annotation or another part of the configuration that cannot
 * work: while the application starts, or when an election is created.
 */
public class InvalidLeaderConfigurationException extends RuntimeException {

	private final String problem;

	private final String fix;

	/**
	 * Creates the exception.
	 * @param problem what is wrong, a sentence with the values, method or bean in
	 * question
	 * @param fix what to do about it, a sentence
	 */
	public InvalidLeaderConfigurationException(String problem, String fix) {
		this(problem, fix, null);
	}

	/**
	 * Creates the exception.
	 * @param problem what is wrong, a sentence with the values, method or bean in
	 * question
	 * @param fix what to do about it, a sentence
	 * @param cause the cause, or {@code null}
	 */
	public InvalidLeaderConfigurationException(String problem, String fix, @Nullable Throwable cause) {
		this("", problem, fix, cause);
	}

	/**
	 * Creates the exception.
	 * @param prefix what the message begins with, and {@link #problem()} does not
	 * @param problem what is wrong, a sentence with the values, method or bean in
	 * question
	 * @param fix what to do about it, a sentence
	 * @param cause the cause, or {@code null}
	 */
	protected InvalidLeaderConfigurationException(String prefix, String problem, String fix,
			@Nullable Throwable cause) {
		super(prefix + problem + " " + fix, cause);
		this.problem = problem;
		this.fix = fix;
	}

	/**
	 * What is wrong.
	 * @return a sentence
	 */
	public String problem() {
		return this.problem;
	}

	/**
	 * What to do about it.
	 * @return a sentence
	 */
	public String fix() {
		return this.fix;
	}

}
