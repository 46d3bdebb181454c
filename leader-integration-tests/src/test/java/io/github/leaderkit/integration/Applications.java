package io.github.leaderkit.integration;

import java.util.stream.Stream;

import io.github.leaderkit.guard.InvalidLeaderOnlyException;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Runs applications that do not lead until their election is started, and then do.
 */
final class Applications {

	private Applications() {
	}

	static ConfigurableApplicationContext run(Class<?> configuration, String... properties) {
		return new SpringApplicationBuilder(configuration, Automatic.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.properties(Stream
				.of(Stream.of("leader.key=app", "leader.standalone=true", "leader.auto-start=false",
						"spring.batch.job.enabled=false"), Stream.of(properties))
				.flatMap((each) -> each)
				.toArray(String[]::new))
			.run();
	}

	static InvalidLeaderOnlyException refusal(Class<?> configuration, String... properties) {
		Throwable refused = catchThrowable(() -> run(configuration, properties).close());
		while (refused != null && !(refused instanceof InvalidLeaderOnlyException)) {
			refused = refused.getCause();
		}
		assertThat(refused).as("refused").isNotNull();
		return (InvalidLeaderOnlyException) refused;
	}

	/**
	 * Leaves out the libraries that are there for their names only.
	 */
	@EnableAutoConfiguration(
			excludeName = { "org.springframework.cloud.function.context.config.ContextFunctionCatalogAutoConfiguration",
					"org.springframework.cloud.function.cloudevent.CloudEventsFunctionExtensionConfiguration",
					"org.springframework.cloud.function.context.config.KotlinLambdaToFunctionAutoConfiguration",
					"org.springframework.cloud.function.context.config.FunctionsEndpointAutoConfiguration",
					"org.springframework.cloud.function.observability.ObservationAutoConfiguration",
					"org.springframework.modulith.events.config.EventPublicationAutoConfiguration",
					"org.springframework.modulith.events.config.EventExternalizationAutoConfiguration" })
	static class Automatic {

	}

}
