package io.github.leaderkit.autoconfigure;

import org.jspecify.annotations.Nullable;

/**
 * A configuration with which no election can be held, with what to do about it.
 */
class InvalidLeaderConfigurationException extends RuntimeException {

	private final @Nullable String property;

	private final String problem;

	private final String fix;

	InvalidLeaderConfigurationException(String problem, String fix) {
		this(null, problem, fix, null);
	}

	InvalidLeaderConfigurationException(@Nullable String property, String problem, String fix,
			@Nullable Throwable cause) {
		super(((property != null) ? "Invalid property '" + property + "': " : "") + problem + " " + fix, cause);
		this.property = property;
		this.problem = problem;
		this.fix = fix;
	}

	/**
	 * The property in question.
	 * @return its name, or {@code null} if it is not about one
	 */
	@Nullable String property() {
		return this.property;
	}

	String problem() {
		return this.problem;
	}

	String fix() {
		return this.fix;
	}

}
