package io.github.leaderkit.schedule;

/**
 * What the application says of a schedule.
 *
 * @param name its name
 * @param recurrence when it fires
 * @param catchUp how late a fire may begin that was due before this leader led, in
 * milliseconds; {@code 0} to make up for none
 * @param interrupted what becomes of a fire whose run began and has no recorded end
 */
record ScheduleDefinition(ScheduleName name, Recurrence recurrence, long catchUp, Interrupted interrupted) {

	/**
	 * Later, a fire surprises more than it helps: a yearly job that was missed in January
	 * must not run at a start in November. No fire is caught up after the next one is
	 * due, whatever is set here, since only the latest one that is due is run.
	 */
	static final long DEFAULT_CATCH_UP = 60 * 60 * 1000;

	ScheduleDefinition {
		RecurrenceFormat.checkMillis("The catchUp of the schedule '" + name.value() + "'", 0, catchUp);
	}

}
