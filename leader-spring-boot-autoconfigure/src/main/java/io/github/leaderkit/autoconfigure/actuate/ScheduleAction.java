package io.github.leaderkit.autoconfigure.actuate;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;

import io.github.leaderkit.LeaderSchedules;
import org.jspecify.annotations.Nullable;

/**
 * What may be done with a schedule, for all instances.
 */
enum ScheduleAction {

	/**
	 * The leader runs it once more.
	 */
	TRIGGER("The leader runs it with its next renewal. If nobody leads within a minute, it is given up"),

	/**
	 * Nothing of it is claimed until it is resumed.
	 */
	PAUSE("It does not fire on any instance until it is resumed. A run that goes on goes on"),

	/**
	 * It fires again.
	 */
	RESUME("It fires again. What was planned while it was paused is not owed"),

	/**
	 * It begins anew, as if it had never fired.
	 */
	FORGET("Its last fire is forgotten, and it begins anew. What was planned until now is not owed");

	private final String outcome;

	ScheduleAction(String outcome) {
		this.outcome = outcome;
	}

	/**
	 * The action as it is written in a path.
	 */
	String path() {
		return name().toLowerCase(Locale.ROOT);
	}

	static List<String> paths() {
		return Arrays.stream(values()).map(ScheduleAction::path).toList();
	}

	static @Nullable ScheduleAction find(String name) {
		return Arrays.stream(values())
			.filter((action) -> action.name().equalsIgnoreCase(name))
			.findFirst()
			.orElse(null);
	}

	/**
	 * The result, in words.
	 */
	String outcome() {
		return this.outcome;
	}

	CompletionStage<Void> apply(LeaderSchedules schedules, String election, String schedule) {
		return switch (this) {
			case TRIGGER -> schedules.trigger(election, schedule);
			case PAUSE -> schedules.pause(election, schedule);
			case RESUME -> schedules.resume(election, schedule);
			case FORGET -> schedules.forget(election, schedule);
		};
	}

}
