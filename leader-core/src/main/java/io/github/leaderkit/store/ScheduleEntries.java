package io.github.leaderkit.store;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The schedules in a record, as far as a reply has them. What their entries mean is not
 * the store's business.
 *
 * @param revision grows with every change of an entry. If it is lower than one that was
 * seen, the store has lost changes
 * @param doubt entries may lack what was written before this time, on the clock of the
 * store in milliseconds; {@code 0} if there is no doubt
 * @param entries the entries by the names of their schedules: all of a record if all were
 * read, those that were to be changed after a change, none in other replies
 */
public record ScheduleEntries(long revision, long doubt, Map<String, String> entries) {

	/**
	 * No schedules.
	 */
	public static final ScheduleEntries NONE = new ScheduleEntries(0, 0, Map.of());

	/**
	 * Copies the map.
	 */
	public ScheduleEntries {
		entries = entries.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(entries));
	}

	/**
	 * Only the revision.
	 * @param revision the revision
	 * @return schedules without entries
	 */
	public static ScheduleEntries ofRevision(long revision) {
		return (revision == 0) ? NONE : new ScheduleEntries(revision, 0, Map.of());
	}

	/**
	 * The entry of a schedule.
	 * @param name the name of the schedule
	 * @return the entry, empty if there is none
	 */
	public String entry(String name) {
		return this.entries.getOrDefault(name, "");
	}

}
