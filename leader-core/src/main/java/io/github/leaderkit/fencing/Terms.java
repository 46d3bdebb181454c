package io.github.leaderkit.fencing;

import io.github.leaderkit.Leadership;

/**
 * The terms that fences accept from their callers.
 */
final class Terms {

	private Terms() {
	}

	/**
	 * The term of the guarded work that the calling thread does.
	 * @throws IllegalStateException if it does none
	 */
	static long current() {
		return Leadership.current()
			.orElseThrow(() -> new IllegalStateException("This thread does no guarded work, so it has no term. "
					+ "Call the fence inside of a method that says @LeaderOnly, or hand the term over"))
			.term();
	}

	static void requirePositive(long term) {
		if (term <= 0) {
			throw new IllegalArgumentException("Terms are positive, and this one is " + term);
		}
	}

}
