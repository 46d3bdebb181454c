package io.github.leaderkit.autoconfigure.web;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of web endpoints that only the leader may serve.
 */
@ConfigurationProperties("leader.web")
public class LeaderWebProperties {

	/**
	 * Where a follower redirects a request that only the leader may serve: beginning of
	 * an http or https URI, to which path and query of the request are added. May contain
	 * {instance}, {host} and {application} of the leader. No redirect if not set.
	 */
	private @Nullable String redirect;

	public @Nullable String getRedirect() {
		return this.redirect;
	}

	public void setRedirect(@Nullable String redirect) {
		this.redirect = redirect;
	}

}
