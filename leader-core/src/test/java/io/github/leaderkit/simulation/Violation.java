package io.github.leaderkit.simulation;

/**
 * An invariant that did not hold.
 *
 * @param invariant its name
 * @param atMillis when
 * @param message what was seen
 */
record Violation(String invariant, long atMillis, String message) {

	@Override
	public String toString() {
		return this.invariant + " at " + this.atMillis + " ms: " + this.message;
	}

}
