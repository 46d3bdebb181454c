package io.github.leaderkit.simulation;

import java.time.Duration;

/**
 * Something that goes wrong.
 *
 * @param kind what
 * @param at when, in milliseconds
 * @param lasts for how long, in milliseconds
 * @param member to which of the processes, if to one
 * @param amount how much, from 0 to 1
 */
record Fault(FaultKind kind, long at, long lasts, int member, double amount) {

	Duration duration() {
		return Duration.ofMillis(this.lasts);
	}

	/**
	 * A duration of up to a most.
	 */
	Duration upTo(long mostMillis) {
		return Duration.ofMillis(Math.round(mostMillis * this.amount));
	}

	@Override
	public String toString() {
		String whom = this.kind.isOfMember() ? " of member " + this.member : "";
		return String.format("%6d ms  %s%s for %d ms (%.3f)", this.at, this.kind, whom, this.lasts, this.amount);
	}

}
