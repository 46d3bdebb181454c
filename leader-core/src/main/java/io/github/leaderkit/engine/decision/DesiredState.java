package io.github.leaderkit.engine.decision;

import org.jspecify.annotations.Nullable;

/**
 * What the application wants of an election at this moment: a state, not a list of
 * requests. The election compares it with what it is doing at every decision, so a change
 * that it has missed takes effect at the next one.
 *
 * @param instance the instance as which to contend, or {@code null} if it is not to
 * contend. Each start has another one, which was never used before.
 * @param mayLead whether it may ask for the lease; otherwise it only watches
 * @param resignations how many times the leadership was to pass to another
 */
public record DesiredState(@Nullable String instance, boolean mayLead, long resignations) {

	public static DesiredState initial(boolean mayLead) {
		return new DesiredState(null, mayLead, 0);
	}

	public DesiredState contendingAs(@Nullable String name) {
		return new DesiredState(name, this.mayLead, this.resignations);
	}

	public DesiredState mayLead(boolean value) {
		return new DesiredState(this.instance, value, this.resignations);
	}

	public DesiredState resigning() {
		return new DesiredState(this.instance, this.mayLead, this.resignations + 1);
	}

	boolean isContendingAs(String name) {
		return name.equals(this.instance);
	}

}
