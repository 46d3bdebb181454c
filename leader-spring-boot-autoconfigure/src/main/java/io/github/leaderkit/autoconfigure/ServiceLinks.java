package io.github.leaderkit.autoconfigure;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * Environment variables that Kubernetes and Docker set for a service whose name begins
 * with {@code leader}, so that they look like properties of ours: of a service
 * {@code leader-elections} among others {@code LEADER_ELECTIONS_SERVICE_HOST} and
 * {@code LEADER_ELECTIONS_PORT_6379_TCP}.
 */
final class ServiceLinks {

	private static final Pattern ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

	/**
	 * What follows the name of the service; the last two only if Docker set them.
	 */
	private static final Pattern VARIABLE = Pattern
		.compile("service\\.(host|port(\\..+)?)|port(\\.\\d+\\.(tcp|udp|sctp)(\\.(proto|port|addr))?)?|name|env\\..+");

	private final Set<String> services = new LinkedHashSet<>();

	/**
	 * Finds the services.
	 * @param variables the values of environment variables, by the names of the
	 * properties that they look like
	 */
	ServiceLinks(Map<ConfigurationPropertyName, @Nullable Object> variables) {
		variables.forEach((name, value) -> {
			String text = text(name);
			if (text.endsWith(".port") && ADDRESS.matcher(String.valueOf(value)).matches()) {
				this.services.add(text.substring(0, text.length() - ".port".length()));
			}
			else if (text.endsWith(".service.host")) {
				this.services.add(text.substring(0, text.length() - ".service.host".length()));
			}
		});
	}

	/**
	 * The service that an environment variable is of.
	 * @param name the name of the property that it looks like
	 * @return the name of the service, or {@code null} if it is of none
	 */
	@Nullable String serviceOf(ConfigurationPropertyName name) {
		String text = text(name);
		return this.services.stream()
			.filter((service) -> text.startsWith(service + ".")
					&& VARIABLE.matcher(text.substring(service.length() + 1)).matches())
			.findFirst()
			.map((service) -> service.replace('.', '-'))
			.orElse(null);
	}

	private static String text(ConfigurationPropertyName name) {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < name.getNumberOfElements(); i++) {
			text.append((i > 0) ? "." : "").append(name.getElement(i, Form.UNIFORM));
		}
		return text.toString();
	}

}
