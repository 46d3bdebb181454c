package io.github.leaderkit.chaos.check;

/**
 * A promise that was broken.
 *
 * @param kind which promise is broken
 * @param election the number of the election
 * @param from when it began
 * @param to when it ended
 * @param message what it is
 */
record Violation(Kind kind, int election, long from, long to, String message) {

	/**
	 * How long it lasted, rounded up: what lasted at all did not last zero.
	 */
	long millis() {
		return Math.floorDiv(this.to - this.from + 999_999, 1_000_000);
	}

	@Override
	public String toString() {
		return this.kind.label + ", election " + this.election + ", " + millis() + " ms: " + this.message;
	}

	/**
	 * Which promise is broken.
	 */
	enum Kind {

		OVERLAP("I1 two leaders"), TERM("I2 order of terms"), STICKY("I4 true again after false"), EVENT("I5 events"),
		WORK("I6 guarded work"), REGISTER("I7 registers"), STUCK("I8 no leader"), STOP("I9 stop"),
		TWICE("F1 run twice"), UNACCOUNTED("F3 not accounted for"), STILL("F5 schedule stands still");

		private final String label;

		Kind(String label) {
			this.label = label;
		}

	}

}
