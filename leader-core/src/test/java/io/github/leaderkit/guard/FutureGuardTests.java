package io.github.leaderkit.guard;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.LeaderOnly.OnDemotion;
import io.github.leaderkit.LeaderOnly.Otherwise;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.NotLeaderException;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link FutureGuard}.
 */
class FutureGuardTests {

	private final FakeElection election = new FakeElection("default");

	private final Jobs jobs = Guarding.guard(new Jobs(), FakeElections.of(this.election));

	@Test
	void whenTheFutureIsDoneThenTheWorkIsNoLongerCounted() {
		this.election.won();
		CompletableFuture<String> work = new CompletableFuture<>();
		assertThat(this.jobs.completable(work)).isSameAs(work);
		assertThat(this.election.inside).isOne();
		assertThat(Leadership.current()).isEmpty();
		work.complete("done");
		assertThat(this.election.inside).isZero();
	}

	@Test
	void whenTheFutureFailsThenTheWorkIsNoLongerCounted() {
		this.election.won();
		CompletableFuture<String> work = new CompletableFuture<>();
		this.jobs.future(work);
		assertThat(this.election.inside).isOne();
		work.completeExceptionally(new IllegalStateException("expected"));
		assertThat(this.election.inside).isZero();
	}

	@Test
	void whenAStageIsNoFutureThenItsWorkIsCountedUntilItCompletes() {
		this.election.won();
		CompletableFuture<String> work = new CompletableFuture<>();
		CompletionStage<String> stage = stageThatIsNoFuture(work);
		assertThat((Object) this.jobs.stage(stage)).isSameAs(stage);
		assertThat(this.election.inside).isOne();
		work.complete("done");
		assertThat(this.election.inside).isZero();
	}

	@Test
	void whenTheFutureIsOfAnotherTypeThenItsWorkIsCountedUntilItIsDone() {
		this.election.won();
		FutureTask<String> work = new FutureTask<>(() -> "done");
		assertThat(this.jobs.task(work)).isSameAs(work);
		assertThat(this.election.inside).isOne();
		work.run();
		await().until(() -> this.election.inside == 0);
	}

	@Test
	void whenNoFutureIsReturnedThenTheWorkIsDone() {
		this.election.won();
		assertThat(this.jobs.completable(null)).isNull();
		assertThat(this.election.inside).isZero();
	}

	@Test
	void whenTheMethodThrowsThenTheWorkIsDone() {
		this.election.won();
		assertThatIllegalStateException().isThrownBy(this.jobs::broken).withMessage("expected");
		assertThat(this.election.inside).isZero();
		assertThat(Leadership.current()).isEmpty();
	}

	@Test
	void whenACallIsNotLetInThenTheFutureFails() {
		assertThat(this.jobs.failingFuture()).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.withCauseInstanceOf(NotLeaderException.class);
		assertThat(this.jobs.failingCompletable()).isCompletedExceptionally();
		assertThat(this.jobs.failingStage().toCompletableFuture()).isCompletedExceptionally();
	}

	@Test
	void whenAFutureCannotBeMadeThenACallThatIsNotLetInThrows() {
		assertThatExceptionOfType(NotLeaderException.class)
			.isThrownBy(() -> this.jobs.task(new FutureTask<>(() -> "")));
	}

	@Test
	void whenTheLeadershipEndsThenAFutureIsCancelled() {
		this.election.won();
		CompletableFuture<String> work = new CompletableFuture<>();
		this.jobs.cancelled(work);
		this.election.lost();
		assertThat(work).isCancelled();
		assertThat(this.election.inside).isZero();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void whenTheLeadershipEndsThenAFutureOfAnotherTypeIsCancelled() {
		this.election.won();
		FutureTask<String> work = new FutureTask<>(() -> "done");
		this.jobs.cancelled(work);
		this.election.lost();
		assertThat(work.isCancelled()).isTrue();
		await().until(() -> this.election.inside == 0);
	}

	@Test
	void whenTheLeadershipEndsWhileTheMethodRunsThenItIsInterruptedAndItsFutureCancelled() {
		this.election.won();
		CompletableFuture<Boolean> work = new CompletableFuture<>();
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		this.jobs.cancelled(work, () -> {
			this.election.lost();
			interrupted.complete(Thread.currentThread().isInterrupted());
		});
		assertThat(interrupted).isCompletedWithValue(true);
		assertThat(work).isCancelled();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		assertThat(this.election.inside).isZero();
	}

	@Test
	void whenTheLeadershipEndsAfterTheFutureIsDoneThenNothingIsCancelled() {
		this.election.won();
		CompletableFuture<String> work = new CompletableFuture<>();
		this.jobs.cancelled(work);
		work.complete("done");
		this.election.lost();
		assertThat(work).isCompletedWithValue("done");
	}

	@Test
	void whenAnAsynchronousMethodIsNotLetInThenItsFutureIsSkippedOrFails() {
		try (AnnotationConfigApplicationContext context = asynchronous()) {
			AsyncJobs jobs = context.getBean(AsyncJobs.class);
			assertThat(jobs.skipped()).succeedsWithin(Duration.ofSeconds(5)).isNull();
			assertThat(jobs.failing()).failsWithin(Duration.ofSeconds(5))
				.withThrowableThat()
				.withRootCauseInstanceOf(NotLeaderException.class);
			assertThat(jobs.runs()).isZero();
		}
	}

	@Test
	void whenAnAsynchronousMethodReturnsAFutureThenItsWorkIsCountedUntilThatIsDone() {
		this.election.won();
		try (AnnotationConfigApplicationContext context = asynchronous()) {
			AsyncJobs jobs = context.getBean(AsyncJobs.class);
			CompletableFuture<String> result = jobs.work();
			await().until(() -> jobs.isCalled());
			assertThat(this.election.inside).isOne();
			assertThat(result).isNotDone();
			jobs.result().complete("done");
			assertThat(result).succeedsWithin(Duration.ofSeconds(5)).isEqualTo("done");
			assertThat(this.election.inside).isZero();
		}
	}

	@Test
	void whenTheLeadershipEndsThenTheFutureOfAnAsynchronousMethodFails() {
		this.election.won();
		try (AnnotationConfigApplicationContext context = asynchronous()) {
			AsyncJobs jobs = context.getBean(AsyncJobs.class);
			CompletableFuture<String> result = jobs.work();
			await().until(() -> jobs.isCalled());
			this.election.lost();
			assertThat(result).failsWithin(Duration.ofSeconds(5))
				.withThrowableThat()
				.withRootCauseInstanceOf(CancellationException.class);
			assertThat(this.election.inside).isZero();
		}
	}

	private AnnotationConfigApplicationContext asynchronous() {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.register(Asynchronous.class);
		context.registerBean(LeaderElections.class, () -> FakeElections.of(this.election));
		context.refresh();
		return context;
	}

	private static CompletionStage<String> stageThatIsNoFuture(CompletableFuture<String> work) {
		return (CompletionStage<String>) Proxy.newProxyInstance(FutureGuardTests.class.getClassLoader(),
				new Class<?>[] { CompletionStage.class }, (proxy, method, arguments) -> method.invoke(work, arguments));
	}

	static class Jobs {

		@LeaderOnly
		CompletableFuture<String> completable(CompletableFuture<String> work) {
			return work;
		}

		@LeaderOnly
		Future<String> future(CompletableFuture<String> work) {
			return work;
		}

		@LeaderOnly
		CompletionStage<String> stage(CompletionStage<String> work) {
			return work;
		}

		@LeaderOnly(otherwise = Otherwise.THROW)
		FutureTask<String> task(FutureTask<String> work) {
			return work;
		}

		@LeaderOnly
		CompletableFuture<String> broken() {
			throw new IllegalStateException("expected");
		}

		@LeaderOnly(otherwise = Otherwise.THROW)
		Future<String> failingFuture() {
			throw new IllegalStateException("must not be called");
		}

		@LeaderOnly(otherwise = Otherwise.THROW)
		CompletableFuture<String> failingCompletable() {
			throw new IllegalStateException("must not be called");
		}

		@LeaderOnly(otherwise = Otherwise.THROW)
		CompletionStage<String> failingStage() {
			throw new IllegalStateException("must not be called");
		}

		@LeaderOnly(onDemotion = OnDemotion.INTERRUPT)
		Future<String> cancelled(Future<String> work) {
			return work;
		}

		@LeaderOnly(onDemotion = OnDemotion.INTERRUPT)
		CompletableFuture<Boolean> cancelled(CompletableFuture<Boolean> work, Runnable inside) {
			inside.run();
			return work;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	@Import({ LeaderOnlyRegistrar.class, AsyncJobs.class })
	static class Asynchronous {

		@Bean
		SimpleAsyncTaskExecutor taskExecutor() {
			return new SimpleAsyncTaskExecutor("async");
		}

	}

	static class AsyncJobs {

		private final AtomicInteger runs = new AtomicInteger();

		private final CountDownLatch called = new CountDownLatch(1);

		private final CompletableFuture<String> work = new CompletableFuture<>();

		@Async
		@LeaderOnly
		CompletableFuture<String> skipped() {
			this.runs.incrementAndGet();
			return this.work;
		}

		@Async
		@LeaderOnly(otherwise = Otherwise.THROW)
		CompletableFuture<String> failing() {
			this.runs.incrementAndGet();
			return this.work;
		}

		int runs() {
			return this.runs.get();
		}

		boolean isCalled() {
			return this.called.getCount() == 0;
		}

		CompletableFuture<String> result() {
			return this.work;
		}

		@Async
		@LeaderOnly(onDemotion = OnDemotion.INTERRUPT)
		CompletableFuture<String> work() {
			this.called.countDown();
			return this.work;
		}

	}

}
