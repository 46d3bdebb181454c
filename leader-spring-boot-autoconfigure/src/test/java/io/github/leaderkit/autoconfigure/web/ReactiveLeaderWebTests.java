package io.github.leaderkit.autoconfigure.web;

import java.util.function.Consumer;

import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.NotLeaderException;
import io.github.leaderkit.autoconfigure.LeaderAutoConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.reactive.DispatcherHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what only the leader may serve, in Spring WebFlux.
 */
class ReactiveLeaderWebTests {

	private final TwoInstances instances = new TwoInstances();

	private final ReactiveWebApplicationContextRunner contextRunner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class, LeaderWebAutoConfiguration.class,
				WebFluxAutoConfiguration.class, CodecsAutoConfiguration.class, JacksonAutoConfiguration.class))
		.withBean("elections", LeaderElections.class, () -> this.instances.here)
		.withBean(Jobs.class);

	@AfterEach
	void close() {
		this.instances.close();
	}

	@Test
	void whenLeadingThenTheRequestIsServed() {
		this.instances.leadHere();
		client((client) -> post(client).expectStatus().isAccepted());
	}

	@Test
	void whenAnotherLeadsThenTheAnswerSaysWhoAndWhenToTryAgain() {
		this.instances.leadThere();
		this.contextRunner.run((context) -> {
			post(WebTestClient.bindToApplicationContext(context).build()).expectStatus()
				.isEqualTo(503)
				.expectHeader()
				.valueEquals("Retry-After", "1")
				.expectHeader()
				.contentType(MediaType.APPLICATION_PROBLEM_JSON)
				.expectBody()
				.jsonPath("$.election")
				.isEqualTo("default")
				.jsonPath("$.leader.instance")
				.isEqualTo("there");
			assertThat(context.getBean(Jobs.class).runs()).isZero();
		});
	}

	@Test
	void whenNobodyLeadsThenTheAnswerSaysToWaitForTheNextAttempt() {
		client((client) -> client.get()
			.uri("/jobs")
			.exchange()
			.expectStatus()
			.isEqualTo(503)
			.expectHeader()
			.valueEquals("Retry-After", "4")
			.expectBody()
			.jsonPath("$.leader")
			.doesNotExist());
	}

	@ParameterizedTest
	@ValueSource(strings = { "/mono", "/flux" })
	void whenAReactiveHandlerIsGuardedThenOnlyTheLeaderServesIt(String path) {
		this.contextRunner.withBean(Streams.class).run((context) -> {
			WebTestClient client = WebTestClient.bindToApplicationContext(context).build();
			client.get().uri(path).exchange().expectStatus().isEqualTo(503).expectHeader().exists("Retry-After");
			this.instances.leadHere();
			client.get().uri(path).exchange().expectStatus().isOk().expectBody(String.class).isEqualTo("done");
		});
	}

	@Test
	void whenTheLeadershipDoesNotLastLongEnoughThenTheLeaderTurnsTheRequestAway() {
		this.instances.leadHere();
		this.contextRunner.withBean(Streams.class)
			.run((context) -> WebTestClient.bindToApplicationContext(context)
				.build()
				.get()
				.uri("/long")
				.exchange()
				.expectStatus()
				.isEqualTo(503));
	}

	@Test
	void whenAHandlerIsNotGuardedThenItIsServed() {
		client((client) -> client.get().uri("/health").exchange().expectStatus().isOk());
	}

	@Test
	void whenTheApplicationHandlesTheExceptionThenItsAnswerIsGiven() {
		this.contextRunner.withBean(OwnAdvice.class)
			.run((context) -> WebTestClient.bindToApplicationContext(context)
				.build()
				.get()
				.uri("/jobs")
				.exchange()
				.expectStatus()
				.isEqualTo(418));
	}

	@Test
	void whenARedirectIsConfiguredThenTheRequestIsSentToTheLeader() {
		this.instances.leadThere();
		this.contextRunner.withPropertyValues("leader.web.redirect=https://{instance}:8080")
			.run((context) -> WebTestClient.bindToApplicationContext(context)
				.build()
				.get()
				.uri("/jobs?a={a}", "b c")
				.exchange()
				.expectStatus()
				.isTemporaryRedirect()
				.expectHeader()
				.valueEquals("Location", "https://there:8080/jobs?a=b%20c"));
	}

	@Test
	void whenTheAddressOfTheLeaderIsThatOfTheRequestThenItIsNotRedirected() {
		this.instances.leadThere();
		this.contextRunner.withPropertyValues("leader.web.redirect=http://{instance}")
			.run((context) -> WebTestClient.bindToApplicationContext(context)
				.build()
				.get()
				.uri("http://there/jobs")
				.exchange()
				.expectStatus()
				.isEqualTo(503));
	}

	@Test
	void whenTheLeaderHasTheSameLabelThenTheRequestIsSentToIt() {
		try (TwoInstances equal = new TwoInstances("same", "same")) {
			equal.leadThere();
			this.contextRunner.withBean("elections", LeaderElections.class, () -> equal.here)
				.withAllowBeanDefinitionOverriding(true)
				.withPropertyValues("leader.web.redirect=https://{host}:8080")
				.run((context) -> WebTestClient.bindToApplicationContext(context)
					.build()
					.get()
					.uri("/jobs")
					.exchange()
					.expectStatus()
					.isTemporaryRedirect());
		}
	}

	@Test
	void whenTheAnswerIsCustomizedThenSoAreBodyHeadersAndStatus() {
		this.contextRunner.withBean(NotLeaderResponseCustomizer.class, () -> (exception, problem, headers) -> {
			problem.setStatus(421);
			problem.setProperty("contact", "operations");
			headers.remove("Retry-After");
		})
			.run((context) -> WebTestClient.bindToApplicationContext(context)
				.build()
				.get()
				.uri("/jobs")
				.exchange()
				.expectStatus()
				.isEqualTo(421)
				.expectHeader()
				.doesNotExist("Retry-After")
				.expectBody()
				.jsonPath("$.contact")
				.isEqualTo("operations"));
	}

	@Test
	void whenWebFluxIsAbsentThenNothingIsConfiguredForIt() {
		new ReactiveWebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class, LeaderWebAutoConfiguration.class))
			.withPropertyValues("leader.key=app", "leader.standalone=true")
			.withClassLoader(new FilteredClassLoader(DispatcherHandler.class))
			.run((context) -> assertThat(context).doesNotHaveBean(ReactiveNotLeaderAdvice.class));
	}

	@Test
	void whenTheApplicationIsReactiveThenNothingIsConfiguredForServlets() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(ReactiveNotLeaderAdvice.class)
			.doesNotHaveBean(LeaderOnlyHandlers.class)
			.doesNotHaveBean(ServletNotLeaderAdvice.class));
	}

	private void client(Consumer<WebTestClient> test) {
		this.contextRunner.run((context) -> test.accept(WebTestClient.bindToApplicationContext(context).build()));
	}

	private static WebTestClient.ResponseSpec post(WebTestClient client) {
		return client.post()
			.uri("/jobs")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue("{\"name\":\"report\"}")
			.exchange();
	}

	@RestController
	@LeaderOnly
	public static class Streams {

		@GetMapping("/mono")
		public Mono<String> mono() {
			return Mono.just("done");
		}

		@GetMapping("/flux")
		public Flux<String> flux() {
			return Flux.just("do", "ne");
		}

		@LeaderOnly(minRemaining = "5s")
		@GetMapping("/long")
		public Mono<String> takesLong() {
			return Mono.just("done");
		}

	}

	@RestControllerAdvice
	public static class OwnAdvice {

		@ExceptionHandler
		public ResponseEntity<String> handle(NotLeaderException ex) {
			return ResponseEntity.status(418).body("own");
		}

	}

}
