package io.github.leaderkit.autoconfigure.web;

import java.util.concurrent.CompletableFuture;

import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.LeaderOnly.Otherwise;
import io.github.leaderkit.NotLeaderException;
import io.github.leaderkit.autoconfigure.LeaderAutoConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.error.ErrorWebFluxAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ReactiveNotLeaderHandler}: functional endpoints and filters.
 */
@Tag("slow")
class ReactiveNotLeaderHandlerTests {

	private final TwoInstances instances = new TwoInstances();

	private final ReactiveWebApplicationContextRunner contextRunner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class, LeaderWebAutoConfiguration.class,
				WebFluxAutoConfiguration.class, ErrorWebFluxAutoConfiguration.class, CodecsAutoConfiguration.class,
				JacksonAutoConfiguration.class))
		.withBean("elections", LeaderElections.class, () -> this.instances.here)
		.withUserConfiguration(Routes.class)
		.withBean(Reports.class)
		.withBean(GuardedFilter.class);

	@AfterEach
	void close() {
		this.instances.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/thrown", "/mono", "/body", "/future", "/filtered", "/filter" })
	void whenTheServiceOfAFunctionalEndpointOrAFilterIsGuardedThenOnlyTheLeaderServesIt(String path) {
		this.contextRunner.run((context) -> {
			get(context, path).expectStatus()
				.isEqualTo(503)
				.expectHeader()
				.valueEquals("Retry-After", "4")
				.expectHeader()
				.contentType(MediaType.APPLICATION_PROBLEM_JSON)
				.expectBody()
				.jsonPath("$.election")
				.isEqualTo("default")
				.jsonPath("$.instance")
				.isEqualTo(path);
			this.instances.leadHere();
			get(context, path).expectStatus().isOk().expectBody(String.class).isEqualTo("made");
		});
	}

	@Test
	void whenARedirectIsConfiguredThenTheRequestIsSentToTheLeader() {
		this.instances.leadThere();
		this.contextRunner.withPropertyValues("leader.web.redirect=https://{instance}:8080")
			.run((context) -> get(context, "/thrown").expectStatus()
				.isTemporaryRedirect()
				.expectHeader()
				.valueEquals("Location", "https://there:8080/thrown"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/thrown", "/mono", "/body", "/filter" })
	void whenAnAdviceOfTheApplicationHandlesTheExceptionThenItsAnswerIsGiven(String path) {
		this.contextRunner.withBean(ReactiveLeaderWebTests.OwnAdvice.class)
			.run((context) -> get(context, path).expectStatus().isEqualTo(418));
	}

	@Test
	void whenARouteOfTheApplicationHandlesTheExceptionThenItsAnswerIsGiven() {
		this.contextRunner.run((context) -> get(context, "/handled").expectStatus().isEqualTo(418));
	}

	@Test
	void whenAnExceptionHandlerOfTheApplicationHandlesTheExceptionThenItsAnswerIsGiven() {
		this.contextRunner.withBean(OwnHandler.class)
			.run((context) -> get(context, "/thrown").expectStatus().isEqualTo(418));
	}

	@Test
	void whenAnythingElseFailsThenItIsAnsweredAsBefore() {
		this.contextRunner.run((context) -> get(context, "/fails").expectStatus().isEqualTo(500));
	}

	@Test
	void whenTheResponseIsUnderWayThenItsFailureIsNotHidden() {
		this.contextRunner.run((context) -> {
			MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/"));
			exchange.getResponse().setComplete().block();
			Mono<Void> handled = context.getBean(ReactiveNotLeaderHandler.class)
				.handle(exchange, new NotLeaderException("default", null));
			assertThatExceptionOfType(NotLeaderException.class).isThrownBy(handled::block);
		});
	}

	private static WebTestClient.ResponseSpec get(ApplicationContext context, String path) {
		return WebTestClient.bindToApplicationContext(context).build().get().uri(path).exchange();
	}

	@Configuration(proxyBeanMethods = false)
	static class Routes {

		@Bean
		RouterFunction<ServerResponse> routes(Reports reports) {
			return RouterFunctions.route()
				.GET("/thrown", (request) -> ServerResponse.ok().bodyValue(reports.make()))
				.GET("/mono", (request) -> reports.makeLater().flatMap(ServerResponse.ok()::bodyValue))
				.GET("/body", (request) -> ServerResponse.ok().body(reports.makeLater(), String.class))
				.GET("/future",
						(request) -> Mono.fromFuture(CompletableFuture.supplyAsync(reports::make))
							.flatMap(ServerResponse.ok()::bodyValue))
				.GET("/fails", (request) -> {
					throw new IllegalStateException("as the test wants it");
				})
				.add(handled(reports))
				.add(filtered(reports))
				.GET("/filter", (request) -> ServerResponse.ok().bodyValue("made"))
				.build();
		}

		private static RouterFunction<ServerResponse> handled(Reports reports) {
			return RouterFunctions.route()
				.GET("/handled", (request) -> reports.makeLater().flatMap(ServerResponse.ok()::bodyValue))
				.onError(NotLeaderException.class, (ex, request) -> ServerResponse.status(418).build())
				.build();
		}

		private static RouterFunction<ServerResponse> filtered(Reports reports) {
			return RouterFunctions.route()
				.GET("/filtered", (request) -> ServerResponse.ok().bodyValue("made"))
				.filter((request, next) -> reports.makeLater().then(next.handle(request)))
				.build();
		}

	}

	public static class Reports {

		@LeaderOnly(otherwise = Otherwise.THROW)
		public String make() {
			return "made";
		}

		@LeaderOnly(otherwise = Otherwise.THROW)
		public Mono<String> makeLater() {
			return Mono.just("made");
		}

	}

	static class GuardedFilter implements WebFilter {

		private final Reports reports;

		GuardedFilter(Reports reports) {
			this.reports = reports;
		}

		@Override
		public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
			return exchange.getRequest().getPath().value().equals("/filter")
					? this.reports.makeLater().then(chain.filter(exchange)) : chain.filter(exchange);
		}

	}

	@Order(-1)
	static class OwnHandler implements WebExceptionHandler {

		@Override
		public Mono<Void> handle(ServerWebExchange exchange, Throwable ex) {
			exchange.getResponse().setStatusCode(HttpStatusCode.valueOf(418));
			return exchange.getResponse().setComplete();
		}

	}

}
