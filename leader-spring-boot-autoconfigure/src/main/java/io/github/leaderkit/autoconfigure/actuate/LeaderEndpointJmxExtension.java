package io.github.leaderkit.autoconfigure.actuate;

import io.github.leaderkit.autoconfigure.actuate.OperatedSchedules.ScheduleActionDescriptor;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.jmx.annotation.EndpointJmxExtension;

/**
 * {@link EndpointJmxExtension @EndpointJmxExtension} of the {@link LeaderEndpoint}: adds
 * the schedules of an election. Over the web these are below the path of the election.
 */
@EndpointJmxExtension(endpoint = LeaderEndpoint.class)
public class LeaderEndpointJmxExtension {

	private final OperatedSchedules schedules;

	/**
	 * Creates the extension.
	 * @param schedules does what is asked for
	 */
	LeaderEndpointJmxExtension(OperatedSchedules schedules) {
		this.schedules = schedules;
	}

	@ReadOperation
	@Nullable SchedulesDescriptor schedules(String election) {
		return this.schedules.look(election);
	}

	@WriteOperation
	ScheduleActionDescriptor actOnSchedule(String election, String schedule, ScheduleAction action) {
		return this.schedules.act(election, schedule, action);
	}

}
