package io.github.leaderkit.autoconfigure.actuate;

import java.util.Arrays;

import io.github.leaderkit.autoconfigure.actuate.LeaderEndpoint.Action;
import io.github.leaderkit.autoconfigure.actuate.LeaderEndpoint.ActionDescriptor;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} of the {@link LeaderEndpoint}: what
 * is refused or fails says why in its body, which the error page of Spring Boot leaves
 * out.
 */
@EndpointWebExtension(endpoint = LeaderEndpoint.class)
public class LeaderEndpointWebExtension {

	private final LeaderEndpoint endpoint;

	/**
	 * Creates the extension.
	 * @param endpoint does what is asked for
	 */
	public LeaderEndpointWebExtension(LeaderEndpoint endpoint) {
		this.endpoint = endpoint;
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
