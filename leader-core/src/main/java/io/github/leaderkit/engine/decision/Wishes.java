package io.github.leaderkit.engine.decision;

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
public record Wishes(@Nullable String instance, boolean mayLead, long resignations) {

	public static Wishes initial(boolean mayLead) {
		return new Wishes(null, mayLead, 0);
	}

	public Wishes contendingAs(@Nullable String name) {
		return new Wishes(name, this.mayLead, this.resignations);
	}

	public Wishes mayLead(boolean value) {
		return new Wishes(this.instance, value, this.resignations);
	}

	public Wishes resigning() {
		return new Wishes(this.instance, this.mayLead, this.resignations + 1);
	}

	boolean isContendingAs(String name) {
		return name.equals(this.instance);
	}

}
