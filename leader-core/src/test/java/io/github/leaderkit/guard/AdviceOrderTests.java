package io.github.leaderkit.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.NotLeaderException;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Role;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskExecutor;
import org.springframework.resilience.annotation.ConcurrencyLimit;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests which advice of Spring stands outside of the guard and which inside.
 */
class AdviceOrderTests {

	private final FakeElection election = new FakeElection("default");

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private Job job;

	@BeforeEach
	void start() {
		this.context.register(Application.class);
		this.context.registerBean(LeaderElections.class, () -> FakeElections.of(this.election));
		this.context.registerBean(FakeElection.class, () -> this.election);
		this.context.registerBean(Job.class);
		this.context.refresh();
		this.job = this.context.getBean(Job.class);
	}

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void fromTheOutsideToTheInsideTheOrderIsTheDocumentedOne() {
		assertThat(adviceOf(this.job)).containsSubsequence("AnnotationAsyncExecutionInterceptor",
				"ConcurrencyLimitInterceptor", "RetryAnnotationInterceptor", "Security", "LeaderOnlyInterceptor",
				"TransactionInterceptor");
		assertThat(adviceOf(this.job)).containsSubsequence("LeaderOnlyInterceptor", "CacheInterceptor");
	}

	@Test
	void whetherThisInstanceLeadsIsAskedOnTheThreadThatDoesTheWork() {
		this.election.won();
		assertThat(this.job.threadInside().join()).isEqualTo("worker-1 leads");
	}

	@Test
	void eachAttemptAsksAnew() {
		this.election.won();
		this.job.losesAndFails();
		assertThat(this.job.attempts()).isOne();
	}

	@Test
	void aCallThatIsNotLetInAndThrowsIsTriedAgain() {
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(this.job::throwing);
		assertThat(this.context.getBean(Application.class).passedSecurity).containsOnly("throwing").hasSize(3);
	}

	@Test
	void aCallThatIsNotLetInNeedNotBeTriedAgain() {
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(this.job::throwingOnce);
		assertThat(this.context.getBean(Application.class).passedSecurity).hasSize(1);
	}

	@Test
	void whoIsNotAllowedToCallIsRefusedOnEveryInstance() {
		this.context.getBean(Application.class).denied = true;
		assertThatIllegalStateException().isThrownBy(this.job::cached).withMessage("denied");
	}

	@Test
	void aFollowerDoesNotAnswerFromTheCacheAndWhatItSkipsIsNotCached() {
		assertThat(this.job.cached()).isNull();
		this.election.won();
		assertThat(this.job.cached()).isEqualTo("1");
		assertThat(this.job.cached()).isEqualTo("1");
		this.election.lost();
		assertThat(this.job.cached()).isNull();
	}

	@Test
	void aFollowerBeginsNoTransaction() {
		this.job.transactional();
		assertThat(this.context.getBean(Transactions.class).begun).isZero();
		this.election.won();
		this.job.transactional();
		assertThat(this.context.getBean(Transactions.class).begun).isOne();
	}

	private static List<String> adviceOf(Object proxy) {
		return Stream.of(((Advised) proxy).getAdvisors())
			.map(Advisor::getAdvice)
			.map((advice) -> (advice instanceof MethodInterceptor && advice.getClass().isSynthetic()) ? "Security"
					: advice.getClass().getSimpleName())
			.toList();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync(proxyTargetClass = true)
	@EnableResilientMethods(proxyTargetClass = true)
	@EnableCaching(proxyTargetClass = true)
	@EnableTransactionManagement(proxyTargetClass = true)
	@Import(LeaderOnlyRegistrar.class)
	static class Application {

		private final List<String> passedSecurity = new ArrayList<>();

		private boolean denied;

		/** Where Spring Security has the advice of its annotations. */
		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static DefaultPointcutAdvisor security(ObjectProvider<Application> application) {
			DefaultPointcutAdvisor security = new DefaultPointcutAdvisor(
					AnnotationMatchingPointcut.forMethodAnnotation(LeaderOnly.class),
					(MethodInterceptor) (invocation) -> {
						if (application.getObject().denied) {
							throw new IllegalStateException("denied");
						}
						application.getObject().passedSecurity.add(invocation.getMethod().getName());
						return invocation.proceed();
					});
			security.setOrder(200);
			return security;
		}

		@Bean
		TaskExecutor worker() {
			return new SimpleAsyncTaskExecutor("worker-");
		}

		@Bean
		CacheManager caches() {
			return new ConcurrentMapCacheManager();
		}

		@Bean
		Transactions transactions() {
			return new Transactions();
		}

	}

	static class Job {

		private final FakeElection election;

		private final AtomicInteger attempts = new AtomicInteger();

		Job(FakeElection election) {
			this.election = election;
		}

		int attempts() {
			return this.attempts.get();
		}

		@Async
		@LeaderOnly
		CompletableFuture<String> threadInside() {
			return CompletableFuture.completedFuture(Thread.currentThread().getName()
					+ (Leadership.current().isPresent() ? " leads" : " does not lead"));
		}

		@LeaderOnly
		@Retryable(delay = 0)
		void losesAndFails() {
			this.attempts.incrementAndGet();
			this.election.lost();
			throw new IllegalArgumentException("tried");
		}

		@LeaderOnly(otherwise = LeaderOnly.Otherwise.THROW)
		@Retryable(delay = 0, maxRetries = 2)
		void throwing() {
		}

		@LeaderOnly(otherwise = LeaderOnly.Otherwise.THROW)
		@Retryable(delay = 0, maxRetries = 2, excludes = NotLeaderException.class)
		void throwingOnce() {
		}

		@LeaderOnly
		@Cacheable("reports")
		@Nullable String cached() {
			return String.valueOf(this.attempts.incrementAndGet());
		}

		@LeaderOnly
		@Transactional
		void transactional() {
		}

		@Async
		@ConcurrencyLimit(1)
		@Retryable
		@LeaderOnly
		@Cacheable("reports")
		@Transactional
		CompletableFuture<String> everything() {
			return CompletableFuture.completedFuture("");
		}

	}

	static class Transactions extends AbstractPlatformTransactionManager {

		private int begun;

		@Override
		protected Object doGetTransaction() {
			return this;
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
			this.begun++;
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
		}

	}

}
