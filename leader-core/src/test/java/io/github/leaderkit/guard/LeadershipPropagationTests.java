package io.github.leaderkit.guard;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.Leadership;
import io.micrometer.context.ContextSnapshotFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that {@link Leadership#current()} goes along to other threads if Micrometer's
 * context propagation is asked to carry it.
 */
class LeadershipPropagationTests {

	private final FakeElection election = new FakeElection("default").won();

	@AfterEach
	void disablePropagation() {
		Hooks.disableAutomaticContextPropagation();
	}

	@Test
	void whenTheExecutorCarriesTheContextThenTheLeadershipIsCurrentInAnAsynchronousCall() {
		assertThat(termOfAsynchronousCall(new ContextPropagatingTaskDecorator())).isEqualTo(7);
	}

	@Test
	void whenTheExecutorDoesNotCarryTheContextThenTheLeadershipIsNotCurrentInAnAsynchronousCall() {
		assertThat(termOfAsynchronousCall((task) -> task)).isZero();
	}

	private long termOfAsynchronousCall(TaskDecorator decorator) {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.register(Asynchronous.class);
			context.registerBean(TaskDecorator.class, () -> decorator);
			context.registerBean(LeaderElections.class, () -> FakeElections.of(this.election));
			context.refresh();
			return context.getBean(Caller.class).call().join();
		}
	}

	@Test
	void whenTheScopeOfACarriedLeadershipEndsThenWhatWasCurrentBeforeIsAgain() {
		Leadership outer = this.election.leadership().orElseThrow();
		Leadership carried = new FakeElection("other").won().leadership().orElseThrow();
		Runnable check = () -> assertThat(Leadership.current()).containsSame(carried);
		Runnable wrapped;
		try (Leadership.Scope scope = carried.makeCurrent()) {
			wrapped = ContextSnapshotFactory.builder().build().captureAll().wrap(check);
			assertThat(scope).isNotNull();
		}
		assertThat(Leadership.current()).isEmpty();
		wrapped.run();
		assertThat(Leadership.current()).isEmpty();
		try (Leadership.Scope scope = outer.makeCurrent()) {
			wrapped.run();
			assertThat(Leadership.current()).containsSame(outer);
			assertThat(scope).isNotNull();
		}
	}

	@Test
	void whenMissingValuesAreClearedThenNoLeadershipIsCurrent() {
		Runnable check = () -> assertThat(Leadership.current()).isEmpty();
		Runnable wrapped = ContextSnapshotFactory.builder().clearMissing(true).build().captureAll().wrap(check);
		try (Leadership.Scope scope = this.election.leadership().orElseThrow().makeCurrent()) {
			wrapped.run();
			assertThat(Leadership.current()).isPresent();
			assertThat(scope).isNotNull();
		}
	}

	@Test
	void whenReactorCarriesTheContextThenTheLeadershipIsCurrentInASubscriptionOnAnyThread() {
		Hooks.enableAutomaticContextPropagation();
		ReactiveJob job = Guarding.guard(new ReactiveJob(), FakeElections.of(this.election));
		assertThat(job.mono().block(Duration.ofSeconds(5))).isEqualTo(7);
		assertThat(job.flux().collectList().block(Duration.ofSeconds(5))).isEqualTo(List.of(7L, 7L));
		assertThat(Leadership.current()).isEmpty();
	}

	@Test
	void whenReactorDoesNotCarryTheContextThenTheLeadershipIsNotCurrentInASubscription() {
		ReactiveJob job = Guarding.guard(new ReactiveJob(), FakeElections.of(this.election));
		assertThat(job.mono().block(Duration.ofSeconds(5))).isZero();
	}

	private static long currentTerm() {
		return Leadership.current().map(Leadership::term).orElse(0L);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	@Import({ LeaderOnlyRegistrar.class, Caller.class, Worker.class })
	static class Asynchronous {

		@Bean
		SimpleAsyncTaskExecutor taskExecutor(TaskDecorator decorator) {
			SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("async");
			executor.setTaskDecorator(decorator);
			return executor;
		}

	}

	static class Caller {

		private final Worker worker;

		Caller(Worker worker) {
			this.worker = worker;
		}

		@LeaderOnly
		CompletableFuture<Long> call() {
			return this.worker.term();
		}

	}

	static class Worker {

		@Async
		CompletableFuture<Long> term() {
			return CompletableFuture.completedFuture(currentTerm());
		}

	}

	static class ReactiveJob {

		@LeaderOnly
		Mono<Long> mono() {
			return Mono.fromCallable(LeadershipPropagationTests::currentTerm).subscribeOn(Schedulers.boundedElastic());
		}

		@LeaderOnly
		Flux<Long> flux() {
			return Flux.range(0, 2).publishOn(Schedulers.parallel()).map((number) -> currentTerm());
		}

	}

}
