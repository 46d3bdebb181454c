package io.github.leaderkit.chaos.history;

/**
 * How guarded work went.
 *
 * @param written whether the register answered to the write
 * @param accepted whether the fenced register accepted it
 * @param leading whether the leadership under which the work was let in still lasted when
 * the answer was there
 */
public record WorkOutcome(boolean written, boolean accepted, boolean leading) {

	/**
	 * Reads it back from a record.
	 * @param value the value in the record
	 * @return the outcome
	 */
	public static WorkOutcome of(long value) {
		return new WorkOutcome((value & 1) != 0, (value & 2) != 0, (value & 4) != 0);
	}

	/**
	 * As a value in a record.
	 * @return the value
	 */
	public long value() {
		return (this.written ? 1 : 0) | (this.accepted ? 2 : 0) | (this.leading ? 4 : 0);
	}

}
