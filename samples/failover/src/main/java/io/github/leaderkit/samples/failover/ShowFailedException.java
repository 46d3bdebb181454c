package io.github.leaderkit.samples.failover;

/**
 * Something that has to happen did not.
 */
class ShowFailedException extends RuntimeException {

	ShowFailedException(String message) {
		super(message);
	}

}
