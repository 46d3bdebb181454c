package io.github.leaderkit.engine;

import org.jspecify.annotations.Nullable;

/**
 * What the application wants of an election, at this moment. Not what it has asked for
 * one after the other: an election compares this with what it is doing at every decision,
 * so that nothing it has missed stays undone.
 *
 * @param instance the instance as which to contend, or {@code null} if it is not to
 * contend. Each start has another one, which was never used before.
 * @param mayLead whether it may ask for the lease; otherwise it only watches
 * @param resignations how many times the leadership was to pass to another
 */
record Wishes(@Nullable String instance, boolean mayLead, long resignations) {

	static Wishes initial(boolean mayLead) {
		return new Wishes(null, mayLead, 0);
	}

	Wishes contendingAs(@Nullable String name) {
		return new Wishes(name, this.mayLead, this.resignations);
	}

	Wishes mayLead(boolean value) {
		return new Wishes(this.instance, value, this.resignations);
	}

	Wishes resigning() {
		return new Wishes(this.instance, this.mayLead, this.resignations + 1);
	}

	boolean isContendingAs(String name) {
		return name.equals(this.instance);
	}

}
