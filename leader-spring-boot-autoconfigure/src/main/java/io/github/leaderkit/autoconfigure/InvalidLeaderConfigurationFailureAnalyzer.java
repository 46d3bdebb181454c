package io.github.leaderkit.autoconfigure;

import io.github.leaderkit.InvalidElectionSettingException;
import io.github.leaderkit.InvalidLeaderConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/**
 * Explains what cannot take effect: a property, a setting of an election that the
 * application itself creates, or an annotation.
 */
class InvalidLeaderConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<InvalidLeaderConfigurationException> {

	private final Environment environment;

	InvalidLeaderConfigurationFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidLeaderConfigurationException cause) {
		return new FailureAnalysis(description(cause), cause.fix(), cause);
	}

	private String description(InvalidLeaderConfigurationException cause) {
		if (cause instanceof InvalidPropertyException invalid) {
			return "The property '" + invalid.property() + "' cannot work: " + cause.problem()
					+ configured(invalid.property());
		}
		if (cause instanceof InvalidElectionSettingException invalid) {
			return "The setting '" + invalid.setting() + "' of an election cannot work: " + cause.problem();
		}
		return cause.problem();
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
