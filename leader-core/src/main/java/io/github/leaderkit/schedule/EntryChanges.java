package io.github.leaderkit.schedule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import io.github.leaderkit.store.ScheduleChange;

/**
 * Decides which entries a leader writes when it begins, and when the store has lost some.
 */
final class EntryChanges {

	private EntryChanges() {
	}

	/**
	 * What a new leader writes before it claims anything: schedules that are new or have
	 * changed. Until then nothing is owed by them.
	 * @param definitions the schedules of this instance
	 * @param texts the entries in the record
	 * @return the changes; a malformed entry is left alone
	 */
	static List<ScheduleChange> enrolment(Collection<ScheduleDefinition> definitions, Map<String, String> texts) {
		List<ScheduleChange> changes = new ArrayList<>();
		for (ScheduleDefinition definition : definitions) {
			String name = definition.name().field();
			String text = texts.get(name);
			if (text == null) {
				String first = ScheduleEntry.firstSeen(definition.recurrence(), ScheduleEntry.SERVER_TIME).text();
				changes.add(new ScheduleChange(name, "", first, 0));
			}
			else if (isWellFormed(text)) {
				String enrolled = ScheduleEntry.parse(text)
					.enrolled(definition.recurrence(), ScheduleEntry.SERVER_TIME)
					.text();
				if (!enrolled.equals(text)) {
					changes.add(new ScheduleChange(name, text, enrolled, 0));
				}
			}
		}
		return changes;
	}

	/**
	 * What a leader writes again when the store has lost changes: entries that are behind
	 * what it knows, also of schedules that are not its own. Those that are the same are
	 * written too: the reply then says whether they still are.
	 * @param known the entries that the leader has read or written
	 * @param texts the entries in the record
	 * @return the changes
	 */
	static List<ScheduleChange> restoration(Map<String, String> known, Map<String, String> texts) {
		List<ScheduleChange> changes = new ArrayList<>();
		known.forEach((name, text) -> {
			String present = texts.getOrDefault(name, "");
			if (isBehind(present, text)) {
				changes.add(new ScheduleChange(name, present, text, 0));
			}
		});
		return changes;
	}

	/**
	 * Whether any entry is behind what a leader knows of it.
	 * @param known the entries that the leader has read or written
	 * @param texts some of the entries in the record
	 */
	static boolean hasLost(Map<String, String> known, Map<String, String> texts) {
		return texts.entrySet().stream().anyMatch((entry) -> {
			String text = known.getOrDefault(entry.getKey(), entry.getValue());
			return !text.equals(entry.getValue()) && isBehind(entry.getValue(), text);
		});
	}

	/**
	 * A run whose end was recorded by a former leader has come further than what this one
	 * knows. Of two states that have come as far, the one that it knows is the later one.
	 */
	private static boolean isBehind(String present, String known) {
		if (present.isEmpty()) {
			return true;
		}
		return isWellFormed(present) && isWellFormed(known)
				&& ScheduleEntry.parse(present).compareProgress(ScheduleEntry.parse(known)) <= 0;
	}

	static boolean isWellFormed(String text) {
		try {
			ScheduleEntry.parse(text);
			return true;
		}
		catch (MalformedEntryException ex) {
			return false;
		}
	}

}
