package io.github.leaderkit.autoconfigure.web;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.leaderkit.ElectionStatus.State;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElection.GuardedCall;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderInfo;
import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.NotLeaderException;
import io.github.leaderkit.autoconfigure.LeaderAutoConfiguration;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.RegistrationBean;
import org.springframework.boot.web.servlet.ServletListenerRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.MvcResult;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what only the leader may serve, in Spring MVC.
 */
@Tag("slow")
class ServletLeaderWebTests {

	private final TwoInstances instances = new TwoInstances();

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class, LeaderWebAutoConfiguration.class,
				WebMvcAutoConfiguration.class, DispatcherServletAutoConfiguration.class,
				HttpMessageConvertersAutoConfiguration.class, JacksonAutoConfiguration.class))
		.withBean("elections", LeaderElections.class, () -> this.instances.here)
		.withBean(Jobs.class);

	@AfterEach
	void close() {
		this.instances.close();
	}

	@Test
	void whenLeadingThenTheRequestIsServed() {
		this.instances.leadHere();
		mvc((mvc) -> {
			assertThat(post(mvc, "{\"name\":\"report\"}")).hasStatus(202);
			assertThat(post(mvc, "{")).hasStatus(400);
		});
	}

	@Test
	void whenAnotherLeadsThenTheAnswerSaysWhoAndWhenToTryAgain() {
		this.instances.leadThere();
		this.contextRunner.run((context) -> {
			MvcTestResult result = post(MockMvcTester.from(context), "{\"name\":\"report\"}");
			assertThat(result).hasStatus(503).hasHeader("Retry-After", "1").hasContentType("application/problem+json");
			assertThat(result).bodyJson().extractingPath("election").isEqualTo("default");
			assertThat(result).bodyJson().extractingPath("leader.instance").isEqualTo("there");
			assertThat(result).bodyJson().extractingPath("leader.host").asString().isNotEmpty();
			assertThat(result).bodyJson().extractingPath("leader.term").asNumber().isNotNull();
			assertThat(result).bodyJson().extractingPath("leader.since").asString().endsWith("Z");
			assertThat(context.getBean(Jobs.class).runs()).isZero();
		});
	}

	@Test
	void whenNobodyLeadsThenTheAnswerSaysToWaitForTheNextAttempt() {
		mvc((mvc) -> {
			MvcTestResult result = mvc.get().uri("/jobs").exchange();
			assertThat(result).hasStatus(503).hasHeader("Retry-After", "4");
			assertThat(result).bodyJson().doesNotHavePath("leader");
		});
	}

	@Test
	void whenTheBodyIsWrongThenAFollowerTurnsTheRequestAwayAllTheSame() {
		mvc((mvc) -> assertThat(post(mvc, "{")).hasStatus(503));
	}

	@Test
	void whenTheClientWantsHtmlThenTheAnswerIsTheSame() {
		mvc((mvc) -> assertThat(mvc.get().uri("/jobs").accept(MediaType.TEXT_HTML).exchange()).hasStatus(503)
			.hasContentType("application/problem+json"));
	}

	@Test
	void whenTheClassIsGuardedThenSoAreItsHandlers() {
		this.contextRunner.withBean(GuardedClass.class)
			.run((context) -> assertThat(MockMvcTester.from(context).get().uri("/class").exchange()).hasStatus(503));
	}

	@ParameterizedTest
	@MethodSource
	void whenAServletOrFilterIsNoBeanThenItIsRefusedWithTheFix(RegistrationBean registration) {
		this.contextRunner.withBean("registration", RegistrationBean.class, () -> registration)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining(
						"of the bean 'registration' is annotated with @LeaderOnly, but the bean calls an "
								+ "object that is not a bean")
				.hasStackTraceContaining("Make the object a bean"));
	}

	static Stream<RegistrationBean> whenAServletOrFilterIsNoBeanThenItIsRefusedWithTheFix() {
		return Stream.of(new ServletRegistrationBean<>(new GuardedServlet()),
				new FilterRegistrationBean<>(new GuardedFilter()),
				new ServletListenerRegistrationBean<>(new GuardedServletListener()));
	}

	@Test
	void whenAServletIsABeanThenItsRegistrationIsAccepted() {
		this.contextRunner.withUserConfiguration(RegisteredServlet.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenAHandlerIsNotGuardedThenItIsServed() {
		mvc((mvc) -> assertThat(mvc.get().uri("/health").exchange()).hasStatusOk().hasBodyTextEqualTo("up"));
	}

	@Test
	void whenTheLeadershipIsOverBetweenTheFirstLookAndTheCallThenTheAnswerIsTheSame() {
		this.contextRunner.withBean("late", ThrowsItself.class)
			.run((context) -> assertThat(MockMvcTester.from(context).get().uri("/late").exchange()).hasStatus(503)
				.bodyJson()
				.extractingPath("election")
				.isEqualTo("default"));
	}

	@Test
	void whenTheLeadershipDoesNotLastLongEnoughThenTheLeaderTurnsTheRequestAway() {
		this.instances.leadHere();
		this.contextRunner.withBean(Texts.class, new CompletableFuture<>())
			.run((context) -> assertThat(MockMvcTester.from(context).get().uri("/long").exchange()).hasStatus(503));
	}

	@Test
	void whenTheLeadershipEndsBeforeTheFutureOfAHandlerDoesThenItsResultIsServed() {
		this.instances.leadHere();
		CompletableFuture<String> later = new CompletableFuture<>();
		this.contextRunner.withBean(Texts.class, later).run((context) -> {
			MockMvc mvc = MockMvcBuilders.webAppContextSetup(context).build();
			MvcResult begun = mvc.perform(MockMvcRequestBuilders.get("/later")).andReturn();
			assertThat(begun.getRequest().isAsyncStarted()).isTrue();
			this.instances.here.get("default").resign();
			later.complete("done");
			Awaitility.await().until(() -> !this.instances.here.get("default").isLeader());
			assertThat(mvc.perform(MockMvcRequestBuilders.asyncDispatch(begun)).andReturn().getResponse())
				.satisfies((response) -> assertThat(response.getStatus()).isEqualTo(200))
				.satisfies((response) -> assertThat(response.getContentAsString()).isEqualTo("done"));
		});
	}

	@Test
	void whenTheApplicationHandlesTheExceptionThenItsAnswerIsGiven() {
		this.contextRunner.withBean(OwnAdvice.class)
			.run((context) -> assertThat(MockMvcTester.from(context).get().uri("/jobs").exchange()).hasStatus(418));
	}

	@Test
	void whenARedirectIsConfiguredThenTheRequestIsSentToTheLeader() {
		this.instances.leadThere();
		this.contextRunner.withPropertyValues("leader.web.redirect=https://{instance}:8080").run((context) -> {
			MvcTestResult result = MockMvcTester.from(context)
				.post()
				.uri("/jobs?a={a}", "b c")
				.contentType(MediaType.APPLICATION_JSON)
				.content("{")
				.exchange();
			assertThat(result).hasStatus(307).hasHeader("Location", "https://there:8080/jobs?a=b%20c");
			assertThat(result).bodyText().isEmpty();
		});
	}

	@Test
	void whenARedirectIsConfiguredAndNobodyLeadsThenTheRequestIsTurnedAway() {
		this.contextRunner.withPropertyValues("leader.web.redirect=https://{instance}:8080")
			.run((context) -> assertThat(MockMvcTester.from(context).get().uri("/jobs").exchange()).hasStatus(503)
				.doesNotContainHeader("Location"));
	}

	@Test
	void whenTheLeaderItselfTurnsTheRequestAwayThenItIsNotRedirected() {
		this.instances.leadHere();
		this.contextRunner.withPropertyValues("leader.web.redirect=https://{instance}:8080")
			.withBean("late", ThrowsItself.class)
			.run((context) -> assertThat(MockMvcTester.from(context).get().uri("/late").exchange()).hasStatus(503)
				.doesNotContainHeader("Location"));
	}

	@Test
	void whenTheLeaderHasTheSameLabelThenTheRequestIsSentToIt() {
		try (TwoInstances equal = new TwoInstances("same", "same")) {
			equal.leadThere();
			redirecting(equal, "https://{host}:8080")
				.run((context) -> assertThat(jobs(context)).hasStatus(307).redirectedUrl().endsWith(":8080/jobs"));
		}
	}

	@Test
	void whenTheLeaderIsOnThisHostAndTheRedirectWouldLeadHereThenTheRequestIsTurnedAway() {
		try (TwoInstances equal = new TwoInstances("same", "same")) {
			equal.leadThere();
			// the port at which requests of these tests come in
			redirecting(equal, "http://{host}:80")
				.run((context) -> assertThat(jobs(context)).hasStatus(503).doesNotContainHeader("Location"));
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 300 })
	void whenTheLeaderItselfGivesTheLeadershipUpThenItIsNotRedirectedHoweverItIsLabelled(int length) {
		try (TwoInstances alone = new TwoInstances("x".repeat(length), "there")) {
			alone.leadHere();
			LeaderElection election = alone.here.get("default");
			GuardedCall work = election.tryEnter();
			work.detach();
			election.resign();
			Awaitility.await().until(() -> election.status().state() == State.DRAINING);
			redirecting(alone, "https://{host}:8080")
				.run((context) -> assertThat(jobs(context)).hasStatus(503).doesNotContainHeader("Location"));
			work.close();
		}
	}

	@Test
	void whenTheLeaderThatWasHeardOfLeadsNoMoreThenTheRequestIsNotRedirected() {
		this.instances.leadHere();
		LeaderInfo former = this.instances.here.get("default").currentLeader().orElseThrow();
		this.instances.here.stop();
		Awaitility.await().until(() -> this.instances.here.get("default").currentLeader().isEmpty());
		this.contextRunner.withPropertyValues("leader.web.redirect=https://{host}:8080")
			.withBean("former", ThrowsFormer.class, former)
			.run((context) -> assertThat(MockMvcTester.from(context).get().uri("/former").exchange()).hasStatus(503)
				.doesNotContainHeader("Location"));
	}

	@Test
	void whenTheAnswerIsCustomizedThenBodyHeadersAndStatusAreThoseOfTheCustomizersInTheirOrder() {
		this.instances.leadThere();
		this.contextRunner.withUserConfiguration(Customizers.class).run((context) -> {
			MvcTestResult result = jobs(context);
			assertThat(result).hasStatus(421).hasHeader("Retry-After", "7").hasHeader("Cache-Control", "no-store");
			assertThat(result).bodyJson().extractingPath("detail").isEqualTo("Ask there");
			assertThat(result).bodyJson().extractingPath("status").isEqualTo(421);
			assertThat(result).bodyJson().doesNotHavePath("leader");
		});
	}

	@Test
	void whenARequestIsRedirectedThenNothingIsCustomized() {
		this.instances.leadThere();
		this.contextRunner.withUserConfiguration(Customizers.class)
			.withPropertyValues("leader.web.redirect=https://{instance}:8080")
			.run((context) -> assertThat(jobs(context)).hasStatus(307).doesNotContainHeader("Cache-Control"));
	}

	@Test
	void whenACustomizerMakesTheAnswerASuccessThenTheRequestFails() {
		this.contextRunner
			.withBean(NotLeaderResponseCustomizer.class, () -> (exception, problem, headers) -> problem.setStatus(200))
			.run((context) -> assertThat(jobs(context)).hasFailed());
	}

	private WebApplicationContextRunner redirecting(TwoInstances instances, String template) {
		return this.contextRunner.withBean("elections", LeaderElections.class, () -> instances.here)
			.withAllowBeanDefinitionOverriding(true)
			.withPropertyValues("leader.web.redirect=" + template);
	}

	private static MvcTestResult jobs(WebApplicationContext context) {
		return MockMvcTester.from(context).get().uri("/jobs").exchange();
	}

	@Test
	void whenTheRedirectIsMalformedThenTheApplicationDoesNotStart() {
		this.contextRunner.withPropertyValues("leader.web.redirect=https://{hots}")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("leader.web.redirect"));
	}

	@Test
	void whenSpringMvcIsAbsentThenNothingIsConfiguredForIt() {
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class, LeaderWebAutoConfiguration.class))
			.withPropertyValues("leader.key=app", "leader.standalone=true")
			.withClassLoader(new FilteredClassLoader(DispatcherServlet.class))
			.run((context) -> assertThat(context).doesNotHaveBean(LeaderOnlyHandlers.class)
				.doesNotHaveBean(ServletNotLeaderAdvice.class));
	}

	@Test
	void whenTheApplicationHasNoWebThenNothingIsConfigured() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class, LeaderWebAutoConfiguration.class))
			.withPropertyValues("leader.key=app", "leader.standalone=true")
			.run((context) -> assertThat(context).doesNotHaveBean(NotLeaderResponses.class));
	}

	@Test
	void whenTheApplicationIsOneOfServletsThenNothingIsConfiguredForOthers() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(LeaderOnlyHandlers.class)
			.hasSingleBean(ServletNotLeaderAdvice.class)
			.doesNotHaveBean(ReactiveNotLeaderAdvice.class));
	}

	private void mvc(Consumer<MockMvcTester> test) {
		this.contextRunner.run((context) -> test.accept(MockMvcTester.from(context)));
	}

	private static MvcTestResult post(MockMvcTester mvc, String body) {
		return mvc.post().uri("/jobs").contentType(MediaType.APPLICATION_JSON).content(body).exchange();
	}

	@RestController
	@LeaderOnly
	public static class GuardedClass {

		@GetMapping("/class")
		public void run() {
		}

	}

	@RestController
	@LeaderOnly
	public static class Texts {

		private final CompletableFuture<String> later;

		Texts(CompletableFuture<String> later) {
			this.later = later;
		}

		@LeaderOnly(minRemaining = "5s")
		@GetMapping("/long")
		public String takesLong() {
			return "done";
		}

		@GetMapping("/later")
		public CompletableFuture<String> later() {
			return this.later;
		}

	}

	/**
	 * As the guard does when the leadership ends after the first look.
	 */
	@RestController
	public static class ThrowsItself {

		private final LeaderElections elections;

		ThrowsItself(LeaderElections elections) {
			this.elections = elections;
		}

		@GetMapping("/late")
		public void run() {
			throw new NotLeaderException("default", this.elections.get("default").currentLeader().orElse(null));
		}

	}

	/**
	 * As work does that has asked for the leader some time ago.
	 */
	@RestController
	public static class ThrowsFormer {

		private final LeaderInfo former;

		ThrowsFormer(LeaderInfo former) {
			this.former = former;
		}

		@GetMapping("/former")
		public void run() {
			throw new NotLeaderException("default", this.former);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Customizers {

		@Bean
		@Order(2)
		NotLeaderResponseCustomizer last() {
			return (exception, problem, headers) -> {
				problem.setDetail("Ask " + exception.leader().orElseThrow().instance());
				problem.setProperties(null);
				headers.set("Retry-After", "7");
			};
		}

		@Bean
		@Order(1)
		NotLeaderResponseCustomizer first() {
			return (exception, problem, headers) -> {
				problem.setDetail("overridden");
				problem.setStatus(421);
				headers.setCacheControl("no-store");
			};
		}

	}

	@RestControllerAdvice
	public static class OwnAdvice {

		@ExceptionHandler
		public ResponseEntity<String> handle(NotLeaderException ex) {
			return ResponseEntity.status(418).body("own");
		}

	}

	static class GuardedServlet extends HttpServlet {

		@Override
		@LeaderOnly
		public void service(ServletRequest request, ServletResponse response) {
		}

	}

	static class GuardedFilter implements Filter {

		@Override
		@LeaderOnly
		public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) {
		}

	}

	static class GuardedServletListener implements ServletRequestListener {

		@Override
		@LeaderOnly
		public void requestInitialized(ServletRequestEvent event) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RegisteredServlet {

		@Bean
		GuardedServlet servlet() {
			return new GuardedServlet();
		}

		@Bean
		ServletRegistrationBean<Servlet> registration(Servlet servlet) {
			return new ServletRegistrationBean<>(servlet);
		}

	}

}
