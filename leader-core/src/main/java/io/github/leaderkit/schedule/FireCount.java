package io.github.leaderkit.schedule;

/**
 * How many planned times there are.
 *
 * @param number how many
 * @param exact {@code false} if there are more than that: those of a cron are not counted
 * beyond {@value #MOST_COUNTED}, which could take seconds
 */
record FireCount(long number, boolean exact) {

	static final int MOST_COUNTED = 1_000;

	static final FireCount ONE = new FireCount(1, true);

	static FireCount of(long number) {
		return new FireCount(number, true);
	}

	/**
	 * This count, or one: a fire stands for itself at least.
	 */
	FireCount atLeastOne() {
		return (this.number > 0) ? this : ONE;
	}

	@Override
	public String toString() {
		return this.exact ? String.valueOf(this.number) : "more than " + this.number;
	}

}
