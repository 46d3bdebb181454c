package io.github.leaderkit.autoconfigure.web;

import java.util.concurrent.CompletableFuture;

import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.LeaderOnly.Otherwise;
import io.github.leaderkit.NotLeaderException;
import io.github.leaderkit.autoconfigure.LeaderAutoConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what only the leader may serve, in functional endpoints of Spring MVC.
 */
class ServletFunctionalEndpointsTests {

	private final TwoInstances instances = new TwoInstances();

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class, LeaderWebAutoConfiguration.class,
				WebMvcAutoConfiguration.class, DispatcherServletAutoConfiguration.class,
				HttpMessageConvertersAutoConfiguration.class, JacksonAutoConfiguration.class))
		.withBean("elections", LeaderElections.class, () -> this.instances.here)
		.withUserConfiguration(Routes.class)
		.withBean(Reports.class);

	@AfterEach
	void close() {
		this.instances.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/thrown", "/later", "/filtered" })
	void whenTheServiceOfAFunctionalEndpointIsGuardedThenOnlyTheLeaderServesIt(String path) {
		this.contextRunner.run((context) -> {
			MvcTestResult refused = get(context, path);
			assertThat(refused).hasStatus(503)
				.hasHeader("Retry-After", "4")
				.hasContentType("application/problem+json")
				.bodyJson()
				.extractingPath("election")
				.isEqualTo("default");
			this.instances.leadHere();
			assertThat(get(context, path)).hasStatusOk().hasBodyTextEqualTo("made");
		});
	}

	@Test
	void whenARedirectIsConfiguredThenTheRequestIsSentToTheLeader() {
		this.instances.leadThere();
		this.contextRunner.withPropertyValues("leader.web.redirect=https://{instance}:8080")
			.run((context) -> assertThat(get(context, "/thrown")).hasStatus(307)
				.hasHeader("Location", "https://there:8080/thrown"));
	}

	@Test
	void whenAnAdviceOfTheApplicationHandlesTheExceptionThenItsAnswerIsGiven() {
		this.contextRunner.withBean(ServletLeaderWebTests.OwnAdvice.class)
			.run((context) -> assertThat(get(context, "/thrown")).hasStatus(418));
	}

	@Test
	void whenARouteOfTheApplicationHandlesTheExceptionThenItsAnswerIsGiven() {
		this.contextRunner.run((context) -> assertThat(get(context, "/handled")).hasStatus(418));
	}

	@Test
	void whenAnythingElseFailsThenItIsAnsweredAsBefore() {
		this.contextRunner.run((context) -> assertThat(get(context, "/fails")).failure()
			.hasRootCauseInstanceOf(IllegalStateException.class));
	}

	private static MvcTestResult get(WebApplicationContext context, String path) {
		return MockMvcTester.from(context).get().uri(path).exchange();
	}

	@Configuration(proxyBeanMethods = false)
	static class Routes {

		@Bean
		RouterFunction<ServerResponse> routes(Reports reports) {
			return RouterFunctions.route()
				.GET("/thrown", (request) -> ServerResponse.ok().body(reports.make()))
				.GET("/later",
						(request) -> ServerResponse
							.async(CompletableFuture.supplyAsync(() -> ServerResponse.ok().body(reports.make()))))
				.GET("/fails", (request) -> {
					throw new IllegalStateException("as the test wants it");
				})
				.add(handled(reports))
				.add(filtered(reports))
				.build();
		}

		private static RouterFunction<ServerResponse> handled(Reports reports) {
			return RouterFunctions.route()
				.GET("/handled", (request) -> ServerResponse.ok().body(reports.make()))
				.onError(NotLeaderException.class, (ex, request) -> ServerResponse.status(418).build())
				.build();
		}

		private static RouterFunction<ServerResponse> filtered(Reports reports) {
			return RouterFunctions.route()
				.GET("/filtered", (request) -> ServerResponse.ok().body("made"))
				.filter((request, next) -> {
					reports.make();
					return next.handle(request);
				})
				.build();
		}

	}

	public static class Reports {

		@LeaderOnly(otherwise = Otherwise.THROW)
		public String make() {
			return "made";
		}

	}

}
