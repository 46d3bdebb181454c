package io.github.leaderkit.guard;

import java.util.ArrayList;
import java.util.List;

import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.LeaderOnly.Otherwise;
import io.github.leaderkit.NotLeaderException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.InitBinder;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.service.annotation.GetExchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link RequestHandlers} and what follows from it.
 */
class RequestHandlersTests {

	private final FakeElection election = new FakeElection("default");

	@Test
	void whenAControllerHandlesARequestOnAnotherInstanceThenTheCallThrows() {
		Reports reports = Guarding.guard(new Reports(), FakeElections.of(this.election));
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(reports::nothing);
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(reports::count);
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(reports::text);
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(() -> reports.mono().block());
		this.election.won();
		assertThat(reports.count()).isOne();
		assertThat(reports.mono().block()).isEqualTo("report");
	}

	@Test
	void whenAControllerImplementsAnHttpInterfaceThenItsMethodsThrow() {
		Exchange exchange = Guarding.guard(new Exchange(), FakeElections.of(this.election));
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(exchange::report);
	}

	@Test
	void whenAMethodOfAControllerHandlesNoRequestThenItIsSkipped() {
		Reports reports = Guarding.guard(new Reports(), FakeElections.of(this.election));
		reports.helper();
		assertThat(reports.helped()).isFalse();
	}

	@Test
	void whenAWholeControllerIsGuardedThenAllButWhatHelpsItsHandlersIs() {
		Whole whole = Guarding.guard(new Whole(), FakeElections.of(this.election));
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(whole::text);
		whole.nightly();
		whole.on(new Object());
		whole.work();
		assertThat(whole.notLeader()).isEqualTo("later");
		assertThat(whole.model()).isEqualTo("model");
		whole.bind();
		assertThat(Whole.runs(whole)).containsExactly("bind");
		this.election.won();
		whole.nightly();
		whole.on(new Object());
		whole.work();
		assertThat(whole.text()).isEqualTo("report");
		assertThat(Whole.runs(whole)).containsExactly("bind", "nightly", "on", "work");
	}

	@Test
	void whenAMethodIsBothAModelAttributeAndAHandlerThenItIsGuarded() {
		ModelHandler handler = Guarding.guard(new ModelHandler(), FakeElections.of(this.election));
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(handler::report);
	}

	@ParameterizedTest
	@ValueSource(classes = { HandlesException.class, FillsModel.class, Binds.class })
	void whenAHelperOfHandlersIsGuardedThenItIsRefusedUnlessItSaysOtherwise(Class<?> controller) {
		InvalidLeaderOnlyException refusal = GuardedContext.refusal(controller);
		assertThat(refusal.problem()).contains("handlers of requests need it on every instance");
		assertThat(refusal.fix()).contains("Annotate the handlers");
		GuardedContext.start(this.election, ThrowingModel.class).close();
	}

	@Test
	void whenARequestIsHandledOutsideOfControllersThenTheCallThrows() {
		PlainHandler plain = Guarding.guard(new PlainHandler(), FakeElections.of(this.election));
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(() -> plain.filter(null, null).block());
	}

	@Test
	void whenABeanIsNoControllerThenItsMethodsAreSkipped() {
		NoController bean = Guarding.guard(new NoController(), FakeElections.of(this.election));
		assertThat(bean.count()).isEqualTo(-1);
	}

	@ParameterizedTest
	@ValueSource(classes = { AnEndpoint.class, AWebEndpoint.class, AnExtension.class })
	void whenAnEndpointOfTheActuatorIsGuardedThenItIsRefused(Class<?> endpoint) {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.register(Guarded.class, endpoint);
			context.registerBean(LeaderElections.class, () -> FakeElections.of(this.election));
			Throwable refused = catchThrowable(context::refresh);
			assertThat(refused).hasRootCauseInstanceOf(InvalidLeaderOnlyException.class)
				.rootCause()
				.hasMessageContaining(endpoint.getName())
				.hasMessageContaining("it belongs to an endpoint or health indicator of the actuator")
				.hasMessageContaining("another bean that it calls");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@Import(LeaderOnlyRegistrar.class)
	static class Guarded {

	}

	@RestController
	static class Reports {

		private boolean helped;

		@LeaderOnly
		@GetMapping("nothing")
		void nothing() {
		}

		@LeaderOnly
		@GetMapping("count")
		int count() {
			return 1;
		}

		@LeaderOnly
		@GetMapping("text")
		String text() {
			return "report";
		}

		@LeaderOnly
		@GetMapping("mono")
		Mono<String> mono() {
			return Mono.just("report");
		}

		@LeaderOnly
		void helper() {
			this.helped = true;
		}

		boolean helped() {
			return this.helped;
		}

	}

	interface ExchangeApi {

		@GetExchange("report")
		int report();

	}

	@Controller
	static class Exchange implements ExchangeApi {

		@Override
		@LeaderOnly
		public int report() {
			return 1;
		}

	}

	@LeaderOnly
	@RestController
	static class Whole {

		private final List<String> runs = new ArrayList<>();

		@GetMapping("text")
		String text() {
			return "report";
		}

		@Scheduled(cron = "0 0 3 * * *")
		void nightly() {
			this.runs.add("nightly");
		}

		@EventListener
		void on(Object event) {
			this.runs.add("on");
		}

		void work() {
			this.runs.add("work");
		}

		@ExceptionHandler(NotLeaderException.class)
		String notLeader() {
			return "later";
		}

		@ModelAttribute
		String model() {
			return "model";
		}

		@InitBinder
		void bind() {
			this.runs.add("bind");
		}

		private static List<String> runs(Whole proxy) {
			return ((Whole) AopProxyUtils.getSingletonTarget(proxy)).runs;
		}

	}

	@LeaderOnly
	@RestController
	static class ModelHandler {

		@ModelAttribute
		@GetMapping("report")
		String report() {
			return "report";
		}

	}

	@RestController
	static class HandlesException {

		@LeaderOnly
		@ExceptionHandler(NotLeaderException.class)
		void notLeader() {
		}

	}

	@RestController
	static class FillsModel {

		@LeaderOnly
		@ModelAttribute
		void model() {
		}

	}

	@RestController
	static class Binds {

		@LeaderOnly
		@InitBinder
		void bind() {
		}

	}

	@RestController
	static class ThrowingModel {

		@LeaderOnly(otherwise = Otherwise.THROW)
		@ModelAttribute
		void model() {
		}

	}

	static class PlainHandler implements WebFilter {

		@LeaderOnly
		@Override
		public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
			return Mono.empty();
		}

	}

	static class NoController {

		@LeaderOnly(defaultValue = "-1")
		@GetMapping("count")
		int count() {
			return 1;
		}

	}

	@Endpoint(id = "reports")
	static class AnEndpoint {

		@LeaderOnly
		@ReadOperation
		void report() {
		}

	}

	@WebEndpoint(id = "reports")
	static class AWebEndpoint {

		@LeaderOnly
		@ReadOperation
		void report() {
		}

	}

	@EndpointWebExtension(endpoint = AnEndpoint.class)
	static class AnExtension {

		@LeaderOnly
		@ReadOperation
		void report() {
		}

	}

}
