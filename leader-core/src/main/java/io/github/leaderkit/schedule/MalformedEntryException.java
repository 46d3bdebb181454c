package io.github.leaderkit.schedule;

import org.jspecify.annotations.Nullable;

/**
 * Thrown for an entry of a schedule that this library did not write. It is not
 * overwritten, and stops no other schedule.
 */
class MalformedEntryException extends RuntimeException {

	MalformedEntryException(String text, String problem, @Nullable Throwable cause) {
		super("The entry '" + text + "' of a schedule cannot be read: " + problem, cause);
	}

}
