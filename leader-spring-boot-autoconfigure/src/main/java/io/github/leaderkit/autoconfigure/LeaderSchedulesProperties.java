package io.github.leaderkit.autoconfigure;

import java.time.Duration;

import io.github.leaderkit.ScheduleSettings;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of the schedules of elections.
 */
@ConfigurationProperties("leader.schedules")
public class LeaderSchedulesProperties {

	/**
	 * How late a fire of a schedule may begin that was due before this instance led,
	 * unless @LeaderScheduled says otherwise. Zero to make up for none.
	 */
	private Duration catchUp = ScheduleSettings.DEFAULT_CATCH_UP;

	public Duration getCatchUp() {
		return this.catchUp;
	}

	public void setCatchUp(Duration catchUp) {
		this.catchUp = catchUp;
	}

}
