package io.github.leaderkit.autoconfigure.actuate;

import java.util.Arrays;

import io.github.leaderkit.autoconfigure.actuate.LeaderEndpoint.Action;
import io.github.leaderkit.autoconfigure.actuate.LeaderEndpoint.ActionDescriptor;
import io.github.leaderkit.autoconfigure.actuate.OperatedSchedules.ScheduleActionDescriptor;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} of the {@link LeaderEndpoint}: what
 * is refused or fails says why in its body, which the error page of Spring Boot leaves
 * out. Adds the schedules of an election below its path.
 */
@EndpointWebExtension(endpoint = LeaderEndpoint.class)
public class LeaderEndpointWebExtension {

	private static final String SCHEDULES = "schedules";

	private final LeaderEndpoint endpoint;

	private final OperatedSchedules schedules;

	/**
	 * Creates the extension.
	 * @param endpoint does what is asked for
	 * @param schedules does what is asked for with schedules
	 */
	LeaderEndpointWebExtension(LeaderEndpoint endpoint, OperatedSchedules schedules) {
		this.endpoint = endpoint;
		this.schedules = schedules;
	}

	/**
	 * The schedules of an election. An operation cannot have a fixed part in its path, so
	 * that is a parameter.
	 */
	@ReadOperation
	WebEndpointResponse<SchedulesDescriptor> schedules(@Selector String election, @Selector String part) {
		SchedulesDescriptor found = SCHEDULES.equals(part) ? this.schedules.look(election) : null;
		if (found == null) {
			return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
		}
		return new WebEndpointResponse<>(found, (found.failure() == null) ? WebEndpointResponse.STATUS_OK
				: WebEndpointResponse.STATUS_INTERNAL_SERVER_ERROR);
	}

	/**
	 * Does something with a schedule. Its name may have characters that do not belong
	 * into a path, so it is in the body.
	 */
	@WriteOperation
	WebEndpointResponse<ScheduleActionDescriptor> actOnSchedule(@Selector String election, @Selector String part,
			@Selector String action, @Nullable String schedule) {
		if (!SCHEDULES.equals(part)) {
			return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
		}
		ScheduleAction known = ScheduleAction.find(action);
		if (known == null) {
			return answer(
					new ScheduleActionDescriptor(election, schedule, null, "There is no action '" + action
							+ "' for schedules. Known actions: " + ScheduleAction.paths()),
					WebEndpointResponse.STATUS_BAD_REQUEST);
		}
		try {
			return new WebEndpointResponse<>(this.schedules.act(election, schedule, known));
		}
		catch (InvalidEndpointRequestException ex) {
			return answer(new ScheduleActionDescriptor(election, schedule, known, String.valueOf(ex.getReason())),
					WebEndpointResponse.STATUS_BAD_REQUEST);
		}
		catch (IllegalStateException ex) {
			return answer(new ScheduleActionDescriptor(election, schedule, known, String.valueOf(ex.getMessage())),
					WebEndpointResponse.STATUS_INTERNAL_SERVER_ERROR);
		}
	}

	private static WebEndpointResponse<ScheduleActionDescriptor> answer(ScheduleActionDescriptor why, int status) {
		return new WebEndpointResponse<>(why, status);
	}

	@WriteOperation
	WebEndpointResponse<ActionDescriptor> act(@Selector String election, @Selector String action) {
		Action known = find(action);
		if (known == null) {
			return answer(election, null,
					"There is no action '" + action + "'. Known actions: "
							+ Arrays.stream(Action.values()).map(Action::path).toList(),
					WebEndpointResponse.STATUS_BAD_REQUEST);
		}
		try {
			return new WebEndpointResponse<>(this.endpoint.act(election, known));
		}
		catch (InvalidEndpointRequestException ex) {
			return answer(election, known, String.valueOf(ex.getReason()), WebEndpointResponse.STATUS_BAD_REQUEST);
		}
		catch (IllegalStateException ex) {
			return answer(election, known, String.valueOf(ex.getMessage()),
					WebEndpointResponse.STATUS_INTERNAL_SERVER_ERROR);
		}
	}

	private static @Nullable Action find(String name) {
		return Arrays.stream(Action.values())
			.filter((action) -> action.name().equalsIgnoreCase(name))
			.findFirst()
			.orElse(null);
	}

	private static WebEndpointResponse<ActionDescriptor> answer(String election, @Nullable Action action, String why,
			int status) {
		return new WebEndpointResponse<>(new ActionDescriptor(election, action, why), status);
	}

}
