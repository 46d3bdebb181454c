package io.github.leaderkit.store.redis;

import io.lettuce.core.ClientOptions;

import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;

/**
 * What the connection of elections takes over from that of the application, and what a
 * customizer makes of it. Reading from replicas is not taken over.
 */
final class TakenOverConfiguration {

	private TakenOverConfiguration() {
	}

	/**
	 * Takes over.
	 * @param application the configuration of the application
	 * @param customizer changes what is taken over
	 * @return the configuration
	 */
	static LettuceClientConfiguration of(LettuceClientConfiguration application, LeaseConnectionCustomizer customizer) {
		LettuceClientConfigurationBuilder builder = copy(application).commandTimeout(application.getCommandTimeout())
			.clientOptions(application.getClientOptions().orElseGet(ClientOptions::create))
			.clientName(application.getClientName().map((name) -> name + "-leader").orElse("leader"));
		application.getClientResources().ifPresent(builder::clientResources);
		if (application.getRedisCredentialsProviderFactory().isEmpty()) {
			builder.redisCredentialsProviderFactory(new KnownCredentials());
		}
		customizer.customize(builder);
		return builder.build();
	}

	/**
	 * Copies a configuration, but for timeout, options and resources.
	 */
	static LettuceClientConfigurationBuilder copy(LettuceClientConfiguration configuration) {
		LettuceClientConfigurationBuilder builder = LettuceClientConfiguration.builder()
			.shutdownTimeout(configuration.getShutdownTimeout())
			.shutdownQuietPeriod(configuration.getShutdownQuietPeriod());
		configuration.getClientName().ifPresent(builder::clientName);
		configuration.getRedisCredentialsProviderFactory().ifPresent(builder::redisCredentialsProviderFactory);
		if (configuration.isUseSsl()) {
			var ssl = builder.useSsl().verifyPeer(configuration.getVerifyMode());
			if (configuration.isStartTls()) {
				ssl.startTls();
			}
		}
		return builder;
	}

}
