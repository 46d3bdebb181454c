package io.github.leaderkit.autoconfigure.monitor;

import java.time.Duration;
import java.time.Instant;

import io.github.leaderkit.ScheduleStatus;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as it was in Redis at some moment.
 *
 * @param status what Redis said of it
 * @param at when it said so, by the clock of this machine
 */
public record SeenSchedule(ScheduleStatus status, Instant at) {

	/**
	 * How long its next fire had been due at that moment. It does not grow afterwards:
	 * the fire may have been run since.
	 * @return zero if it was not due, or if it is not known when it is due
	 */
	public Duration overdue() {
		Instant next = this.status.next();
		return (next != null && next.isBefore(this.at)) ? Duration.between(next, this.at) : Duration.ZERO;
	}

	/**
	 * How long it takes until the next fire is due.
	 * @param now the time by the clock of this machine
	 * @return zero if it is due, or {@code null} if that is not known, as of a schedule
	 * that is running or paused
	 */
	public @Nullable Duration untilNext(Instant now) {
		Instant next = this.status.next();
		if (next == null) {
			return null;
		}
		return next.isAfter(now) ? Duration.between(now, next) : Duration.ZERO;
	}

}
