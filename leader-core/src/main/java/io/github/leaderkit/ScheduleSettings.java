package io.github.leaderkit;

import java.time.Duration;
import java.time.ZoneId;

import org.jspecify.annotations.Nullable;

/**
 * When a schedule of an election fires, and what becomes of fires that found no leader or
 * were interrupted. All instances must say the same of a schedule: if one says another
 * recurrence, the schedule begins anew when that instance leads.
 *
 * @param name the name of the schedule, unique within its election: up to 128 letters
 * from a to z, digits and {@code ._-#$:}
 * @param cron a cron expression as in Spring's {@code @Scheduled}, or {@code null}
 * @param zone the zone of the cron, or {@code null} without one
 * @param fixedRate the time between planned times, or {@code null}
 * @param fixedDelay the time from the end of a run to the next planned time, or
 * {@code null}
 * @param initialDelay how long after the schedule is first seen, by any instance, a
 * schedule without a cron fires first. It counts once, not at each start
 * @param catchUp how late a fire may begin that was due before this leader led;
 * {@link Duration#ZERO} to make up for none
 * @param interrupted what becomes of a fire whose run has no recorded end
 * @param minRemaining how long the leadership must last for a fire to begin;
 * {@link Duration#ZERO} for any
 */
public record ScheduleSettings(String name, @Nullable String cron, @Nullable ZoneId zone, @Nullable Duration fixedRate,
		@Nullable Duration fixedDelay, Duration initialDelay, Duration catchUp, Interrupted interrupted,
		Duration minRemaining) {

	/**
	 * How late a fire may begin unless said otherwise: one hour. Later it surprises more
	 * than it helps. No fire is caught up when the next one is due, since only the latest
	 * one that is due is run.
	 */
	public static final Duration DEFAULT_CATCH_UP = Duration.ofHours(1);

	/**
	 * Checks that there is one recurrence.
	 * @throws IllegalArgumentException if there is none, or more than one
	 */
	public ScheduleSettings {
		int recurrences = ((cron != null) ? 1 : 0) + ((fixedRate != null) ? 1 : 0) + ((fixedDelay != null) ? 1 : 0);
		if (recurrences != 1) {
			throw new IllegalArgumentException("The schedule '" + name + "' has " + recurrences
					+ " of cron, fixedRate and fixedDelay. Set one of them");
		}
		if (cron != null && zone == null) {
			throw new IllegalArgumentException("The cron of the schedule '" + name + "' has no zone");
		}
		if (cron != null && !initialDelay.isZero()) {
			throw new IllegalArgumentException(
					"The schedule '" + name + "' has an initial delay, which a cron cannot have");
		}
	}

	/**
	 * Fires when the clock on the wall of a zone shows certain times.
	 * @param name the name of the schedule
	 * @param expression the cron expression, with six fields
	 * @param zone the zone
	 * @return settings with defaults for everything else
	 */
	public static ScheduleSettings cron(String name, String expression, ZoneId zone) {
		return new ScheduleSettings(name, expression, zone, null, null, Duration.ZERO, DEFAULT_CATCH_UP,
				Interrupted.SKIP, Duration.ZERO);
	}

	/**
	 * Fires at equal distances, however long runs take.
	 * @param name the name of the schedule
	 * @param rate the distance, at least a millisecond
	 * @return settings with defaults for everything else
	 */
	public static ScheduleSettings fixedRate(String name, Duration rate) {
		return new ScheduleSettings(name, null, null, rate, null, Duration.ZERO, DEFAULT_CATCH_UP, Interrupted.SKIP,
				Duration.ZERO);
	}

	/**
	 * Fires a certain time after the end of the run before.
	 * @param name the name of the schedule
	 * @param delay the time, at least a millisecond
	 * @return settings with defaults for everything else
	 */
	public static ScheduleSettings fixedDelay(String name, Duration delay) {
		return new ScheduleSettings(name, null, null, null, delay, Duration.ZERO, DEFAULT_CATCH_UP, Interrupted.SKIP,
				Duration.ZERO);
	}

	/**
	 * These settings with another {@link #initialDelay()}.
	 * @param value the initial delay
	 * @return the settings
	 */
	public ScheduleSettings withInitialDelay(Duration value) {
		return new ScheduleSettings(this.name, this.cron, this.zone, this.fixedRate, this.fixedDelay, value,
				this.catchUp, this.interrupted, this.minRemaining);
	}

	/**
	 * These settings with another {@link #catchUp()}.
	 * @param value how late a fire may begin
	 * @return the settings
	 */
	public ScheduleSettings withCatchUp(Duration value) {
		return new ScheduleSettings(this.name, this.cron, this.zone, this.fixedRate, this.fixedDelay, this.initialDelay,
				value, this.interrupted, this.minRemaining);
	}

	/**
	 * These settings with another {@link #interrupted()}.
	 * @param value what becomes of interrupted fires
	 * @return the settings
	 */
	public ScheduleSettings withInterrupted(Interrupted value) {
		return new ScheduleSettings(this.name, this.cron, this.zone, this.fixedRate, this.fixedDelay, this.initialDelay,
				this.catchUp, value, this.minRemaining);
	}

	/**
	 * These settings with another {@link #minRemaining()}.
	 * @param value how long the leadership must last
	 * @return the settings
	 */
	public ScheduleSettings withMinRemaining(Duration value) {
		return new ScheduleSettings(this.name, this.cron, this.zone, this.fixedRate, this.fixedDelay, this.initialDelay,
				this.catchUp, this.interrupted, value);
	}

}
