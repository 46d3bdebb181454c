package io.github.leaderkit.autoconfigure.web;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.leaderkit.LeaderInfo;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Where the leader serves a request, by the property {@code leader.web.redirect}. Only
 * that and what the leader wrote about itself decide on the server; the request adds path
 * and query.
 */
final class LeaderRedirect {

	private static final Set<String> VARIABLES = Set.of("instance", "host", "application");

	private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]*)}");

	/** An own rule: {@link URI} knows no underscores, which names of containers have. */
	private static final Pattern SERVER = Pattern.compile("([\\w.-]+|\\[[0-9a-fA-F:.]+])(:\\d{1,5})?");

	private static final String THIS_HOST = LeaderInfo.ofThisProcess("", "", Instant.EPOCH, 0).host();

	private final @Nullable String template;

	/**
	 * Creates the redirect.
	 * @param template the property, or {@code null} for none
	 */
	LeaderRedirect(@Nullable String template) {
		this.template = StringUtils.hasText(template) ? check(template.strip()) : null;
	}

	private static String check(String template) {
		for (Matcher variable = VARIABLE.matcher(template); variable.find();) {
			require(VARIABLES.contains(variable.group(1)), template,
					"it contains '" + variable.group() + "'. Use {instance}, {host} and {application} of the leader.");
		}
		try {
			URI uri = new URI(VARIABLE.matcher(template).replaceAll("x"));
			boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
			require(web && isServer(uri) && uri.getRawQuery() == null && uri.getRawFragment() == null, template,
					"it must be the beginning of an http or https URI without user, query and fragment, as "
							+ "https://{host}:8080 is.");
		}
		catch (URISyntaxException ex) {
			require(false, template, "it is not a URI: " + ex.getReason() + ". Write it as https://{host}:8080.");
		}
		return StringUtils.trimTrailingCharacter(template, '/');
	}

	private static void require(boolean met, String template, String reason) {
		if (!met) {
			throw new InvalidConfigurationPropertyValueException("leader.web.redirect", template, reason);
		}
	}

	private static boolean isServer(URI uri) {
		String authority = uri.getRawAuthority();
		return authority != null && SERVER.matcher(authority).matches();
	}

	/**
	 * Finds out where the leader serves a request.
	 * @param leader the leader
	 * @param target what the request was for
	 * @return the address, or {@code null} if there is none, if the leader did not say
	 * enough about itself, or if the address would be that of the request or of this
	 * server
	 */
	@Nullable URI locate(LeaderInfo leader, RequestTarget target) {
		if (this.template == null || !target.path().startsWith("/") || !isComplete(this.template, leader)) {
			return null;
		}
		try {
			URI server = UriComponentsBuilder.fromUriString(this.template)
				.encode()
				.buildAndExpand(variables(leader))
				.toUri();
			boolean elsewhere = isServer(server) && !isAddressed(server, target);
			return elsewhere ? new URI(server + target.pathAndQuery()) : null;
		}
		catch (IllegalStateException | URISyntaxException ex) {
			return null;
		}
	}

	private static boolean isComplete(String template, LeaderInfo leader) {
		return variables(leader).entrySet()
			.stream()
			.noneMatch((entry) -> entry.getValue().isEmpty() && template.contains("{" + entry.getKey() + "}"));
	}

	private static Map<String, String> variables(LeaderInfo leader) {
		return Map.of("instance", leader.instance(), "host", leader.host(), "application", leader.application());
	}

	/**
	 * Whether a server is the one that was asked: by the address in the request, or by
	 * the name of this host and the port at which the request came in. The latter is what
	 * two instances on one host find that have the same template.
	 */
	private static boolean isAddressed(URI server, RequestTarget target) {
		String authority = String.valueOf(server.getRawAuthority());
		int colon = authority.endsWith("]") ? -1 : authority.lastIndexOf(':');
		String host = (colon < 0) ? authority : authority.substring(0, colon);
		int standard = "https".equalsIgnoreCase(server.getScheme()) ? 443 : 80;
		int port = (colon < 0) ? standard : Integer.parseInt(authority.substring(colon + 1));
		return (host.equalsIgnoreCase(target.host()) && port == target.port())
				|| (host.equalsIgnoreCase(THIS_HOST) && port == target.localPort());
	}

}
