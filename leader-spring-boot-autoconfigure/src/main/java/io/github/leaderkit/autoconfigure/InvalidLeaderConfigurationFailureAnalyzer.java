package io.github.leaderkit.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Explains a configuration with which no election can be held. Comes before the analyzer
 * of the setting that may be the cause: it knows the property.
 */
@Order(0)
class InvalidLeaderConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<InvalidLeaderConfigurationException> {

	private final Environment environment;

	InvalidLeaderConfigurationFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidLeaderConfigurationException cause) {
		String property = cause.property();
		if (property == null) {
			return new FailureAnalysis(cause.problem(), cause.fix(), cause);
		}
		return new FailureAnalysis(
				"The property '" + property + "' cannot work: " + cause.problem() + configured(property), cause.fix(),
				cause);
	}

	private String configured(String property) {
		ConfigurationProperty configured = find(property);
		if (configured == null) {
			return "";
		}
		return "%n%n    Value: \"%s\"".formatted(configured.getValue())
				+ ((configured.getOrigin() != null) ? "%n    Origin: %s".formatted(configured.getOrigin()) : "");
	}

	private @Nullable ConfigurationProperty find(String property) {
		ConfigurationPropertyName name = ConfigurationPropertyName.of(property);
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			ConfigurationProperty configured = source.getConfigurationProperty(name);
			if (configured != null) {
				return configured;
			}
		}
		return null;
	}

}
