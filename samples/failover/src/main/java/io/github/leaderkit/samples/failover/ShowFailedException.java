package io.github.leaderkit.samples.failover;

/**
 * Something that has to happen did not.
 */
class ShowFailedException extends RuntimeException {

	private final String message;

	ShowFailedException(String message) {
		this.message = message;
	}

	@Override
	public String getMessage() {
		return this.message;
	}

}
