package io.github.leaderkit.scheduled;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.Fire;
import io.github.leaderkit.FireTask;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderOnly.OnDemotion;
import io.github.leaderkit.LeaderScheduled;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.NotLeaderException;
import io.github.leaderkit.engine.ElectionEngine;
import io.github.leaderkit.scheduled.ScheduledContext.Added;
import io.github.leaderkit.scheduled.ScheduledContext.Recorded;
import io.github.leaderkit.store.memory.InMemoryLeaseStore;
import io.reactivex.rxjava3.core.Completable;
import org.aopalliance.intercept.MethodInterceptor;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ConcurrentTaskExecutor;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for how methods are called, when their work has ended, and on which threads.
 */
@Timeout(60)
class ScheduledInvocationTests {

	private static final Duration SOON = Duration.ofSeconds(10);

	private AnnotationConfigApplicationContext context;

	private Jobs jobs;

	@BeforeEach
	void start() {
		this.context = ScheduledContext.start(Configured.class);
		this.jobs = this.context.getBean(Jobs.class);
	}

	@AfterEach
	void close() {
		this.context.close();
	}

	private Added added(String name) {
		return this.context.getBean(Recorded.class).added.stream()
			.filter((added) -> added.settings().name().equals(name))
			.findFirst()
			.orElseThrow();
	}

	private @Nullable CompletionStage<?> run(String method) throws Exception {
		return added("Jobs." + method).task().run(TaskRuns.fire());
	}

	@Test
	void whenAMethodReturnsAValueThenTheRunHasEnded() throws Exception {
		assertThat(run("nothing")).isNull();
		assertThat(run("value")).isNull();
		assertThat(this.jobs.calls).containsExactly("nothing", "value");
	}

	@Test
	void whenAMethodHasAParameterThenItGetsTheFire() throws Exception {
		run("fire");
		assertThat(this.jobs.calls).containsExactly("fire of term 7");
	}

	@Test
	void whenAMethodThrowsThenTheRunFailsWithThatException() {
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> run("failing")).withMessage("failed");
	}

	@Test
	void whenAMethodReturnsAStageThenTheRunEndsWithIt() throws Exception {
		CompletionStage<?> work = run("stage");
		assertThat(work).isNotNull();
		assertThat(work.toCompletableFuture()).isNotDone();
		this.jobs.work.complete("done");
		assertThat(work.toCompletableFuture()).isDone();
	}

	@Test
	void whenAMethodReturnsAnotherFutureThenItsThreadWaitsForIt() throws Exception {
		CompletableFuture<Void> run = CompletableFuture.runAsync(() -> TaskRuns.run(added("Jobs.future").task()));
		this.jobs.begun.await();
		assertThat(run).isNotDone();
		this.jobs.future.run();
		assertThat(run).succeedsWithin(SOON);
	}

	@Test
	void whenAnotherFutureFailsThenTheRunFailsWithItsCause() {
		this.jobs.failure = new IllegalStateException("failed");
		this.jobs.future.run();
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> run("future"));
	}

	@Test
	void whenAMethodReturnsAReactiveTypeThenItIsSubscribedToAndTheRunEndsWithIt() throws Exception {
		for (String method : new String[] { "mono", "flux", "completable" }) {
			Sinks.Empty<Void> sink = this.jobs.renewed();
			CompletionStage<?> work = run(method);
			assertThat(work).as(method).isNotNull();
			assertThat(sink.currentSubscriberCount()).as(method).isOne();
			assertThat(work.toCompletableFuture()).as(method).isNotDone();
			sink.tryEmitEmpty();
			assertThat(work.toCompletableFuture()).as(method).isCompleted();
		}
	}

	@Test
	void whenAReactiveTypeFailsThenTheRunFails() throws Exception {
		Sinks.Empty<Void> sink = this.jobs.renewed();
		CompletionStage<?> work = run("flux");
		sink.tryEmitError(new IllegalStateException("failed"));
		assertThat(work.toCompletableFuture()).isCompletedExceptionally();
	}

	@Test
	void whenAReactiveTypeIsSubscribedToThenItsContextHasTheLeadership() throws Exception {
		run("contextual");
		assertThat(this.jobs.calls).containsExactly("term 7");
	}

	@Test
	void whenABeanIsBehindAProxyThenAdviceIsCalled() throws Exception {
		added("Advised.run").task().run(TaskRuns.fire());
		added("Implementation.run").task().run(TaskRuns.fire());
		assertThat(this.context.getBean(Configured.class).advised).containsExactly("run", "run");
	}

	@Test
	void whenTheSchedulerHasAnErrorHandlerThenItIsToldAndTheRunFailsAllTheSame() {
		List<Throwable> handled = new CopyOnWriteArrayList<>();
		this.context.getBean("second", ThreadPoolTaskScheduler.class).setErrorHandler(handled::add);
		FireTask task = new ErrorHandlingTask(added("Jobs.failing").task(),
				ScheduleThreads.errorHandler(this.context.getBean("second")));
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> task.run(TaskRuns.fire()));
		assertThat(handled).singleElement().isInstanceOf(IllegalStateException.class);
	}

	@Test
	void whenWorkFailsLaterThenTheErrorHandlerIsTold() throws Exception {
		List<Throwable> handled = new ArrayList<>();
		FireTask task = new ErrorHandlingTask((fire) -> this.jobs.work.thenApply((result) -> result), (failure) -> {
			handled.add(failure);
			throw new IllegalArgumentException("of the handler");
		});
		CompletionStage<?> work = task.run(TaskRuns.fire());
		this.jobs.work.completeExceptionally(new IllegalStateException("failed"));
		assertThat(handled).singleElement().isInstanceOf(IllegalStateException.class);
		assertThat(work.toCompletableFuture()).isCompletedExceptionally();
	}

	@Test
	void whenASchedulerHasNoErrorHandlerThenNoneIsFound() {
		assertThat(ScheduleThreads.errorHandler(this.context.getBean("second"))).isNull();
		assertThat(ScheduleThreads.errorHandler(new SimpleAsyncTaskScheduler())).isNull();
		assertThat(ScheduleThreads.errorHandler(new ConcurrentTaskExecutor(Runnable::run))).isNull();
	}

	@Test
	void whenAnErrorHandlerWasGivenToAnySchedulerOfSpringThenItIsFound() {
		SimpleAsyncTaskScheduler scheduler = new SimpleAsyncTaskScheduler();
		scheduler.setErrorHandler((failure) -> {
		});
		assertThat(ScheduleThreads.errorHandler(scheduler)).isNotNull();
	}

	@Test
	void whenASchedulerIsNamedThenItsThreadsRunTheSchedule() throws Exception {
		assertThat(threadOf("Jobs.nothing")).startsWith("taskScheduler-");
		assertThat(threadOf("Jobs.value")).startsWith("second-");
		assertThat(threadOf("Jobs.fire")).startsWith("executor-");
	}

	private String threadOf(String name) throws Exception {
		CompletableFuture<String> thread = new CompletableFuture<>();
		added(name).executor().execute(() -> thread.complete(Thread.currentThread().getName()));
		return thread.get();
	}

	@Test
	void whenTheLeadershipEndsThenARunThatSaysSoIsInterrupted() throws Exception {
		try (Running running = new Running()) {
			CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
			CountDownLatch begun = new CountDownLatch(1);
			FireTask task = new InterruptibleTask(running.election, (fire) -> {
				begun.countDown();
				try {
					new CountDownLatch(1).await();
				}
				catch (InterruptedException ex) {
					interrupted.complete(Leadership.required().isValid());
					throw ex;
				}
				return null;
			});
			CompletableFuture<Void> run = CompletableFuture.runAsync(() -> TaskRuns.run(task));
			begun.await();
			running.election.resign();
			assertThat(interrupted).succeedsWithin(SOON).isEqualTo(true);
			assertThat(run).failsWithin(SOON).withThrowableOfType(ExecutionException.class);
		}
	}

	@Test
	void whenTheLeadershipEndsThenAReactiveTypeOfARunThatSaysSoIsCancelled() throws Exception {
		try (Running running = new Running()) {
			Sinks.Empty<Void> sink = this.jobs.renewed();
			FireTask task = new InterruptibleTask(running.election, added("Jobs.flux").task());
			CompletionStage<?> work = task.run(TaskRuns.fire());
			assertThat(sink.currentSubscriberCount()).isOne();
			running.election.resign();
			assertThat(work.toCompletableFuture()).failsWithin(SOON);
			Awaitility.await().until(() -> sink.currentSubscriberCount() == 0);
		}
	}

	@Test
	void whenTheLeadershipHasEndedBeforeARunBeginsThenItDoesNotBegin() throws Exception {
		try (Running running = new Running()) {
			FireTask task = new InterruptibleTask(running.election, added("Jobs.nothing").task());
			running.election.stop().toCompletableFuture().join();
			assertThatExceptionOfType(NotLeaderException.class).isThrownBy(() -> task.run(TaskRuns.fire()));
			assertThat(this.jobs.calls).isEmpty();
		}
	}

	/**
	 * An election that this process leads.
	 */
	private static final class Running implements AutoCloseable {

		private final ElectionEngine engine = new ElectionEngine(new InMemoryLeaseStore(System::currentTimeMillis),
				Duration.ofMillis(200), true);

		private final LeaderElection election;

		Running() throws InterruptedException {
			this.election = this.engine.create("default",
					ElectionSettings.withKey("test")
						.ttl(Duration.ofSeconds(20))
						.drainTimeout(Duration.ofSeconds(3))
						.build());
			this.engine.start();
			this.election.awaitLeadership(SOON).orElseThrow();
		}

		@Override
		public void close() {
			this.engine.stop().toCompletableFuture().join();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Configured {

		final List<String> advised = new ArrayList<>();

		@Bean
		Jobs jobs() {
			return new Jobs();
		}

		@Bean
		TaskScheduler taskScheduler() {
			return scheduler("taskScheduler-");
		}

		@Bean
		ThreadPoolTaskScheduler second() {
			return scheduler("second-");
		}

		@Bean
		Executor executor() {
			return (command) -> new Thread(command, "executor-1").start();
		}

		private static ThreadPoolTaskScheduler scheduler(String prefix) {
			ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
			scheduler.setThreadNamePrefix(prefix);
			return scheduler;
		}

		@Bean
		Advised advised() {
			return (Advised) proxy(new Advised(), true);
		}

		@Bean
		Job job() {
			return (Job) proxy(new Implementation(), false);
		}

		private Object proxy(Object target, boolean ofClass) {
			ProxyFactory proxyFactory = new ProxyFactory(target);
			proxyFactory.setProxyTargetClass(ofClass);
			proxyFactory.addAdvice((MethodInterceptor) (invocation) -> {
				this.advised.add(invocation.getMethod().getName());
				return invocation.proceed();
			});
			return proxyFactory.getProxy();
		}

	}

	interface Job {

		@LeaderScheduled(fixedRate = "1s")
		void run();

	}

	static class Implementation implements Job {

		@Override
		public void run() {
		}

	}

	static class Advised {

		@LeaderScheduled(fixedRate = "1s")
		void run() {
		}

	}

	static class Jobs {

		final List<String> calls = new CopyOnWriteArrayList<>();

		final CompletableFuture<String> work = new CompletableFuture<>();

		final CountDownLatch begun = new CountDownLatch(1);

		@Nullable RuntimeException failure;

		final FutureTask<String> future = new FutureTask<>(() -> {
			if (this.failure != null) {
				throw this.failure;
			}
			return "done";
		});

		private Sinks.Empty<Void> sink = Sinks.empty();

		Sinks.Empty<Void> renewed() {
			this.sink = Sinks.empty();
			return this.sink;
		}

		@LeaderScheduled(fixedRate = "1s")
		void nothing() {
			this.calls.add("nothing");
		}

		@LeaderScheduled(fixedRate = "1s", scheduler = "second")
		int value() {
			this.calls.add("value");
			return 1;
		}

		@LeaderScheduled(fixedRate = "1s", scheduler = "executor")
		void fire(Fire fire) {
			this.calls.add("fire of term " + fire.term());
		}

		@LeaderScheduled(fixedRate = "1s")
		void failing() {
			throw new IllegalStateException("failed");
		}

		@LeaderScheduled(fixedRate = "1s")
		CompletionStage<String> stage() {
			return this.work;
		}

		@LeaderScheduled(fixedRate = "1s", onDemotion = OnDemotion.CONTINUE)
		Future<String> future() {
			this.begun.countDown();
			return this.future;
		}

		@LeaderScheduled(fixedRate = "1s")
		Mono<Void> mono() {
			return this.sink.asMono();
		}

		@LeaderScheduled(fixedRate = "1s")
		Flux<Void> flux() {
			return this.sink.asMono().flux();
		}

		@LeaderScheduled(fixedRate = "1s")
		Completable completable() {
			return Completable.fromPublisher(this.sink.asMono());
		}

		@LeaderScheduled(fixedRate = "1s")
		Mono<Void> contextual() {
			return Mono.deferContextual((context) -> {
				this.calls.add("term " + context.get(Leadership.class).term());
				return Mono.empty();
			});
		}

	}

}
