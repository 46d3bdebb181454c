package io.github.leaderkit.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Finds properties below {@code leader} that do not exist, since a setting that is
 * misspelt is one that has no effect. A name that is nearly one of ours, or that stands
 * in a group of ours, stops the application; any other may be a property of the
 * application and is logged. Environment variables belong to the machine and never stop
 * the application.
 */
final class UnknownProperties implements BeanFactoryPostProcessor {

	private static final Logger logger = LoggerFactory.getLogger(UnknownProperties.class);

	private final Environment environment;

	private final KnownProperties known = new KnownProperties();

	UnknownProperties(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		Map<ConfigurationPropertyName, @Nullable Object> configured = new LinkedHashMap<>();
		Map<ConfigurationPropertyName, @Nullable Object> variables = new LinkedHashMap<>();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				boolean isEnvironment = source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
				collect(iterable, isEnvironment ? variables : configured);
			}
		}
		checkVariables(variables);
		List<ConfigurationPropertyName> wrong = configured.keySet()
			.stream()
			.filter((name) -> isWrong(name, configured.get(name)))
			.toList();
		// Most applications have none, and the types of their beans are not looked at
		if (!wrong.isEmpty()) {
			ForeignProperties foreign = new ForeignProperties(beanFactory);
			checkConfigured(wrong.stream().filter((name) -> !foreign.contains(name)).toList());
		}
	}

	private static void collect(IterableConfigurationPropertySource source,
			Map<ConfigurationPropertyName, @Nullable Object> properties) {
		ConfigurationPropertyName root = ConfigurationPropertyName.of("leader");
		source.stream().filter(root::isAncestorOf).forEach((name) -> {
			ConfigurationProperty property = source.getConfigurationProperty(name);
			properties.putIfAbsent(name, (property != null) ? property.getValue() : null);
		});
	}

	/**
	 * A group in YAML whose properties are all commented out has an empty value.
	 */
	private boolean isWrong(ConfigurationPropertyName name, @Nullable Object value) {
		boolean isEmptyGroup = name.getNumberOfElements() == 2 && this.known.isInAGroup(name)
				&& String.valueOf(value).isEmpty();
		return !isEmptyGroup && !this.known.isKnown(name);
	}

	private void checkConfigured(List<ConfigurationPropertyName> unknown) {
		List<ConfigurationPropertyName> refused = unknown.stream()
			.filter((name) -> this.known.isInAGroup(name) || this.known.nearest(name) != null)
			.toList();
		if (!refused.isEmpty()) {
			refuse(refused.get(0), refused.subList(1, refused.size()));
		}
		if (!unknown.isEmpty()) {
			logger.warn(
					"There are no properties {}, so they have no effect on leader election. If they are the "
							+ "application's own, bind them with @ConfigurationProperties to avoid this warning",
					unknown);
		}
	}

	private void refuse(ConfigurationPropertyName name, List<ConfigurationPropertyName> others) {
		String nearest = this.known.nearest(name);
		String fix;
		if (PropertyGroups.isGroup(name)) {
			fix = "Set at least one property below it, such as '" + exampleOf(name) + "'.";
		}
		else if (nearest != null) {
			fix = "Write '" + nearest + "'.";
		}
		else {
			fix = "Remove it. The properties are described in docs/settings.md. If the name of an election contains a "
					+ "dot, write it in brackets, as in 'leader.elections[my.report].ttl'.";
		}
		throw new InvalidPropertyException(name.toString(),
				(PropertyGroups.isGroup(name) ? "It has a value, but is a group of properties."
						: "There is no such property.") + (others.isEmpty() ? "" : " Also wrong: " + others + "."),
				fix + " If it is the application's own, bind it with @ConfigurationProperties.");
	}

	private static String exampleOf(ConfigurationPropertyName group) {
		return switch (group.toString()) {
			case "leader.redis" -> "leader.redis.key-prefix";
			case "leader.elections" -> "leader.elections.<name>.enabled";
			default -> group + ".enabled";
		};
	}

	private void checkVariables(Map<ConfigurationPropertyName, @Nullable Object> variables) {
		ServiceLinks links = new ServiceLinks(variables);
		Set<String> services = new TreeSet<>();
		List<String> suspects = new ArrayList<>();
		variables.keySet().forEach((name) -> {
			String service = links.serviceOf(name);
			if (service != null) {
				services.add(service);
			}
			else if (!this.known.isKnownVariable(name)
					&& (this.known.isInAGroup(name) || this.known.nearest(name) != null)) {
				suspects.add(name.toString());
			}
		});
		if (!services.isEmpty()) {
			logger.info(
					"The environment has variables of services {}, which look like properties of leader election. "
							+ "They are ignored. In Kubernetes, set enableServiceLinks: false to leave them out",
					services);
		}
		if (!suspects.isEmpty()) {
			logger.warn("Environment variables look like properties {} that do not exist, so they have no effect on "
					+ "leader election", suspects);
		}
	}

}
