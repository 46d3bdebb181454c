package io.github.leaderkit.store;

import io.github.leaderkit.ErrorKind;
import org.jspecify.annotations.Nullable;

/**
 * A store could not answer.
 */
public class LeaseStoreException extends RuntimeException {

	private final ErrorKind kind;

	/**
	 * Creates the exception.
	 * @param kind what kind of failure it is
	 * @param message what went wrong, without secrets
	 * @param cause the exception of the driver, or {@code null}
	 */
	public LeaseStoreException(ErrorKind kind, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.kind = kind;
	}

	/**
	 * What kind of failure it is.
	 * @return the kind
	 */
	public ErrorKind kind() {
		return this.kind;
	}

}
