package io.github.leaderkit.docs;

import java.time.Duration;

import io.github.leaderkit.autoconfigure.ElectionSettingsCustomizer;
import io.github.leaderkit.store.redis.LeaseConnectionCustomizer;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The code of "Customizers" in docs/settings.md.
 */
@Configuration(proxyBeanMethods = false)
class SettingsDocs {

	@Bean
	ElectionSettingsCustomizer ttlOfNightly() {
		return (election, settings) -> {
			if (election.equals("nightly")) {
				settings.ttl(Duration.ofSeconds(30));
			}
		};
	}

	@Bean
	LeaseConnectionCustomizer namedElections() {
		return (configuration) -> configuration.clientName("elections");
	}

}
