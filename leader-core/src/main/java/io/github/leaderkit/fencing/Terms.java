package io.github.leaderkit.fencing;

import io.github.leaderkit.Leadership;

/**
 * The terms that fences accept from their callers.
 */
final class Terms {

	private Terms() {
	}

	/**
	 * The term of the guarded work that the calling thread runs.
	 * @throws IllegalStateException if it runs none
	 */
	static long current() {
		return Leadership.required().term();
	}

	static void requirePositive(long term) {
		if (term <= 0) {
			throw new IllegalArgumentException("A term is a positive number, but this one is " + term);
		}
	}

}
