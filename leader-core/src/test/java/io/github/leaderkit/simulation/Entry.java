package io.github.leaderkit.simulation;

import org.jspecify.annotations.Nullable;

/**
 * An entry of a schedule, as the format in the record is documented.
 *
 * @param since from when on something is owed
 * @param state what became of the last fire, {@code -} if there was none
 * @param planned the last fire
 * @param previous the fire before it
 * @param term the term of its claim
 * @param attempt the number of its claim, {@code 0} if it was passed unclaimed
 * @param id the id of its claim
 * @param start when it was claimed
 * @param end when its run ended or it was given up
 */
record Entry(long since, char state, long planned, long previous, long term, int attempt, String id, long start,
		long end) {

	/**
	 * Reads an entry.
	 * @return the entry, {@code null} if there is none
	 */
	static @Nullable Entry of(@Nullable String text) {
		if (text == null || text.isEmpty()) {
			return null;
		}
		String[] fields = text.split("\\|", 11);
		return new Entry(Long.parseLong(fields[1]), fields[2].charAt(0), Long.parseLong(fields[3]),
				Long.parseLong(fields[4]), Long.parseLong(fields[5]), Integer.parseInt(fields[6]), fields[7],
				Long.parseLong(fields[8]), Long.parseLong(fields[9]));
	}

	boolean hasFired() {
		return this.state != '-';
	}

	boolean hasEnded() {
		return this.state == 'D' || this.state == 'F';
	}

	boolean isPassed() {
		return this.state == 'P';
	}

	boolean isClaimed() {
		return this.state == 'C';
	}

	/** Whether it has the same claim as another entry. */
	boolean hasClaimOf(@Nullable Entry other) {
		return other != null && this.id.equals(other.id);
	}

}
