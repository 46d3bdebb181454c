package io.github.leaderkit.schedule;

import io.github.leaderkit.Interrupted;
import io.github.leaderkit.ScheduleSettings;

/**
 * What the application says of a schedule.
 *
 * @param name its name
 * @param recurrence when it fires
 * @param catchUp how late a fire may begin that was due before this leader led, in
 * milliseconds; {@code 0} to make up for none
 * @param interrupted what becomes of a fire whose run began and has no recorded end
 */
public record ScheduleDefinition(ScheduleName name, Recurrence recurrence, long catchUp, Interrupted interrupted) {

	public ScheduleDefinition {
		RecurrenceFormat.checkMillis("The catchUp of the schedule '" + name.value() + "'", 0, catchUp);
	}

	/**
	 * Reads what the application says.
	 * @throws IllegalArgumentException if it cannot be
	 */
	public static ScheduleDefinition of(ScheduleSettings settings) {
		return new ScheduleDefinition(new ScheduleName(settings.name()), recurrence(settings),
				settings.catchUp().toMillis(), settings.interrupted());
	}

	/**
	 * The runs of this schedule that somebody asks for. They have an entry of their own,
	 * so that no planned time counts as claimed by them.
	 */
	ScheduleDefinition onTrigger() {
		return new ScheduleDefinition(this.name.ofTrigger(), new OnTrigger(), ScheduleEntry.LONGEST_WISH,
				Interrupted.SKIP);
	}

	private static Recurrence recurrence(ScheduleSettings settings) {
		if (settings.cron() != null && settings.zone() != null) {
			return Recurrence.cron(settings.cron(), settings.zone());
		}
		long initialDelay = settings.initialDelay().toMillis();
		if (settings.fixedRate() != null) {
			return Recurrence.fixedRate(settings.fixedRate().toMillis(), initialDelay);
		}
		if (settings.fixedDelay() != null) {
			return Recurrence.fixedDelay(settings.fixedDelay().toMillis(), initialDelay);
		}
		throw new IllegalArgumentException("The schedule '" + settings.name() + "' has no recurrence");
	}

}
