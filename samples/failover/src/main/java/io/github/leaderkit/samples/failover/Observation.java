package io.github.leaderkit.samples.failover;

/**
 * A line that an instance logged.
 *
 * @param instance the name of the instance
 * @param line what it said
 */
record Observation(String instance, LogLine line) {

	boolean is(LogLine.Kind kind) {
		return this.line.kind() == kind;
	}

	long term() {
		return this.line.term();
	}

	long at() {
		return this.line.at();
	}

	@Override
	public String toString() {
		return this.instance + " " + this.line.kind() + " term=" + term() + " at=" + at();
	}

}
