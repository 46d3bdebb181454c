package io.github.leaderkit.store;

/**
 * A change of the entry of one schedule, which takes effect only if the entry still is
 * what the caller knows. So no change overwrites another, and one that comes twice takes
 * effect once.
 *
 * @param name the name of the schedule
 * @param expected the entry that the caller knows, empty for none
 * @param replacement the entry to be written. For the first {@value #NOW} between two
 * bars, the store writes its time in milliseconds
 * @param notBefore the earliest time at which it may take effect, on the clock of the
 * store in milliseconds; {@code 0} for any
 */
public record ScheduleChange(String name, String expected, String replacement, long notBefore) {

	/**
	 * Stands for the time of the store.
	 */
	public static final String NOW = "@";

	private static final String NOW_BETWEEN_BARS = "|" + NOW + "|";

	/**
	 * The entry that is written.
	 * @param now the time of the store, in milliseconds
	 * @return the replacement with that time
	 */
	public String written(long now) {
		int start = this.replacement.indexOf(NOW_BETWEEN_BARS);
		return (start < 0) ? this.replacement : this.replacement.substring(0, start) + "|" + now + "|"
				+ this.replacement.substring(start + NOW_BETWEEN_BARS.length());
	}

}
