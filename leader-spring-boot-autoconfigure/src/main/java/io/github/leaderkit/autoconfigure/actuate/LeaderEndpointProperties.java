package io.github.leaderkit.autoconfigure.actuate;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of the actuator endpoint.
 */
@ConfigurationProperties("leader.endpoint")
public class LeaderEndpointProperties {

	/**
	 * Whether the actuator endpoint may revoke the leadership of any instance.
	 */
	private boolean allowRevoke;

	public boolean isAllowRevoke() {
		return this.allowRevoke;
	}

	public void setAllowRevoke(boolean allowRevoke) {
		this.allowRevoke = allowRevoke;
	}

}
