package io.github.leaderkit.store.redis.conformance;

/**
 * What is wrong with a sequence.
 *
 * @param kind in what way
 * @param text what was seen
 */
record Finding(Kind kind, String text) {

	static Finding difference(String text) {
		return new Finding(Kind.DIFFERENCE, text);
	}

	static Finding unsafe(String text) {
		return new Finding(Kind.UNSAFE, text);
	}

	enum Kind {

		/**
		 * Redis and the store in memory do not do the same.
		 */
		DIFFERENCE,

		/**
		 * A promise to those who hold a lease was broken.
		 */
		UNSAFE

	}

}
