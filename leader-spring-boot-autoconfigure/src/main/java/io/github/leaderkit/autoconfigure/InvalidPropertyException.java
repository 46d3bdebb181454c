package io.github.leaderkit.autoconfigure;

import io.github.leaderkit.InvalidLeaderConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * A property with a value that no election can have, with what to do about it.
 */
class InvalidPropertyException extends InvalidLeaderConfigurationException {

	private final String property;

	InvalidPropertyException(String property, String problem, String fix) {
		this(property, problem, fix, null);
	}

	InvalidPropertyException(String property, String problem, String fix, @Nullable Throwable cause) {
		super("Invalid property '" + property + "': ", problem, fix, cause);
		this.property = property;
	}

	String property() {
		return this.property;
	}

}
