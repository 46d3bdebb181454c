package io.github.leaderkit.scheduled;

import java.time.Duration;

import io.github.leaderkit.ScheduleSettings;

/**
 * What {@link io.github.leaderkit.LeaderScheduled} means where it says nothing. Without a
 * bean of this type, the defaults apply.
 *
 * @param catchUp how late a fire may begin that was due before this instance led
 */
public record ScheduleDefaults(Duration catchUp) {

	/**
	 * The name of the bean that runs schedules if the application has no scheduler of its
	 * own.
	 */
	public static final String SCHEDULER_BEAN_NAME = "leaderTaskScheduler";

	static ScheduleDefaults standard() {
		return new ScheduleDefaults(ScheduleSettings.DEFAULT_CATCH_UP);
	}

}
