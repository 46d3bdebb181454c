package io.github.leaderkit.guard;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderInfo;
import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.LeaderOnly.Otherwise;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.NotLeaderException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.config.ScheduledTaskHolder;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.SimpleTransactionStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link LeaderOnly} on beans of an application context.
 */
@ExtendWith(OutputCaptureExtension.class)
class LeaderOnlyTests {

	private final FakeElection election = new FakeElection("default");

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	@AfterEach
	void closeContext() {
		this.context.close();
	}

	@Test
	void whenThisInstanceLeadsThenTheMethodRuns() {
		Job job = start(Job.class);
		this.election.won();
		job.run();
		assertThat(job.runs()).containsExactly("run in term 7");
	}

	@Test
	void whenThisInstanceDoesNotLeadThenTheCallIsSkipped() {
		Job job = start(Job.class);
		job.run();
		assertThat(job.runs()).isEmpty();
	}

	@Test
	void whenTheLeadershipIsLostThenLaterCallsAreSkipped() {
		Job job = start(Job.class);
		this.election.won();
		job.run();
		this.election.lost();
		job.run();
		assertThat(job.runs()).hasSize(1);
	}

	@Test
	void whenAMethodIsNotAnnotatedThenItAlwaysRuns() {
		Job job = start(Job.class);
		job.always();
		assertThat(job.runs()).containsExactly("always");
	}

	@Test
	void whenThisInstanceDoesNotLeadThenAMethodThatSaysSoThrowsWithTheLeader() {
		Job job = start(Job.class);
		LeaderInfo leader = new LeaderInfo("other", "host", 1, "app", Instant.EPOCH, 3);
		this.election.leader = leader;
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(job::runOrThrow)
			.satisfies((ex) -> assertThat(ex.election()).isEqualTo("default"))
			.satisfies((ex) -> assertThat(ex.leader()).contains(leader));
	}

	@Test
	void theCallCountsAsGuardedWorkUntilItReturnsOrThrows() {
		Job job = start(Job.class);
		this.election.won();
		job.whenRun(() -> assertThat(this.election.inside).isOne());
		job.run();
		assertThat(this.election.inside).isZero();
		job.whenRun(() -> {
			throw new IllegalStateException("expected");
		});
		assertThatIllegalStateException().isThrownBy(job::run).withMessage("expected");
		assertThat(this.election.inside).isZero();
		assertThat(Leadership.current()).isEmpty();
	}

	@Test
	void theNameOfTheElectionMayHavePlaceholders() {
		this.context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("test", Map.of("job.election", "nightly")));
		FakeElection nightly = new FakeElection("nightly");
		PlaceholderJob job = start(FakeElections.of(this.election, nightly), PlaceholderJob.class);
		nightly.won();
		job.run();
		nightly.lost();
		this.election.won();
		job.run();
		assertThat(job.runs()).isOne();
	}

	@Test
	void withoutANameTheOnlyElectionIsMeantWhateverItsName() {
		FakeElection only = new FakeElection("only").won();
		Job job = start(FakeElections.of(only), Job.class);
		job.run();
		assertThat(job.runs()).hasSize(1);
	}

	@Test
	void withoutANameTheDefaultElectionIsMeantIfThereAreSeveral() {
		Job job = start(FakeElections.of(new FakeElection("other").won(), this.election), Job.class);
		job.run();
		assertThat(job.runs()).isEmpty();
		this.election.won();
		job.run();
		assertThat(job.runs()).hasSize(1);
	}

	@Test
	void whenAnElectionWasClosedAndCreatedAnewThenItsGuardsFollow() {
		FakeElections elections = FakeElections.of(this.election);
		Job job = start(elections, Job.class);
		job.run();
		elections.put(new FakeElection("default").won());
		job.run();
		assertThat(job.runs()).hasSize(1);
	}

	@Test
	void aMethodIsGuardedThroughItsInterfaceByAProxyOfInterfaces() {
		startContext(FakeElections.of(this.election), JobOfInterface.class);
		Task task = this.context.getBean(Task.class);
		assertThat(AopUtils.isJdkDynamicProxy(task)).isTrue();
		task.run();
		assertThat(JobOfInterface.RUNS).hasValue(0);
		this.election.won();
		task.run();
		assertThat(JobOfInterface.RUNS).hasValue(1);
	}

	@Test
	void aMethodOfAnInterfaceThatTwoBeansImplementIsGuardedByTheElectionOfEach() {
		FakeElection a = new FakeElection("a").won();
		FakeElection b = new FakeElection("b");
		startContext(FakeElections.of(a, b), TaskOfA.class, TaskOfB.class);
		for (int i = 0; i < 2; i++) {
			this.context.getBeansOfType(Task.class).values().forEach(Task::run);
		}
		assertThat(TaskOfA.RUNS).hasValue(2);
		assertThat(TaskOfB.RUNS).hasValue(0);
	}

	@Test
	void scheduledMethodsAreGuarded() {
		this.context.register(Scheduling.class);
		start(ScheduledJob.class);
		Runnable task = this.context.getBean(ScheduledTaskHolder.class)
			.getScheduledTasks()
			.iterator()
			.next()
			.getTask()
			.getRunnable();
		task.run();
		assertThat(this.context.getBean(ScheduledJob.class).runs()).isZero();
		this.election.won();
		task.run();
		assertThat(this.context.getBean(ScheduledJob.class).runs()).isOne();
	}

	@Test
	void leadershipIsAskedOnTheThreadThatRunsAnAsynchronousMethod() throws Exception {
		this.context.register(Asynchronous.class);
		AsyncJob job = start(AsyncJob.class);
		this.election.won();
		job.run();
		assertThat(job.threadAndTerm().get()).isEqualTo("async in term 7");
	}

	@Test
	void aCallThatIsSkippedOpensNoTransaction() {
		this.context.register(Transactions.class);
		TransactionalJob job = start(TransactionalJob.class);
		CountingTransactions transactions = this.context.getBean(CountingTransactions.class);
		job.run();
		assertThat(transactions.begun).isZero();
		this.election.won();
		job.run();
		assertThat(transactions.begun).isOne();
	}

	@Test
	void theGuardCreatesNothingEarly(CapturedOutput output) {
		this.context.register(EarlyBirds.class);
		startContext(null, Job.class);
		assertThat(this.context.getBean(EarlyBirds.SeesElections.class).created).isTrue();
		assertThat(output).doesNotContain("not eligible for getting processed");
	}

	@Test
	void theRegistrarMayBeImportedTwice() {
		this.context.register(ImportsAgain.class);
		Job job = start(Job.class);
		this.election.won();
		job.run();
		assertThat(job.runs()).hasSize(1);
		assertThat(this.election.inside).isZero();
	}

	private <T> T start(Class<T> bean) {
		return start(FakeElections.of(this.election), bean);
	}

	private <T> T start(FakeElections elections, Class<T> bean) {
		startContext(elections, bean);
		return this.context.getBean(bean);
	}

	private void startContext(FakeElections elections, Class<?>... beans) {
		this.context.register(Guarded.class);
		if (elections != null) {
			this.context.registerBean(LeaderElections.class, () -> elections);
		}
		this.context.register(beans);
		this.context.refresh();
	}

	@Configuration(proxyBeanMethods = false)
	@Import(LeaderOnlyRegistrar.class)
	static class Guarded {

	}

	@Configuration(proxyBeanMethods = false)
	@Import(LeaderOnlyRegistrar.class)
	static class ImportsAgain {

	}

	static class Job {

		private final List<String> runs = new ArrayList<>();

		private Runnable whenRun = () -> {
		};

		@LeaderOnly
		void run() {
			this.runs.add("run in term " + Leadership.required().term());
			this.whenRun.run();
		}

		@LeaderOnly(otherwise = Otherwise.THROW)
		void runOrThrow() {
			this.runs.add("runOrThrow");
		}

		void always() {
			this.runs.add("always");
		}

		List<String> runs() {
			return this.runs;
		}

		void whenRun(Runnable action) {
			this.whenRun = action;
		}

	}

	static class PlaceholderJob {

		private int runs;

		@LeaderOnly("${job.election}")
		void run() {
			this.runs++;
		}

		int runs() {
			return this.runs;
		}

	}

	interface Task {

		void run();

	}

	static final class JobOfInterface implements Task {

		static final AtomicInteger RUNS = new AtomicInteger();

		@Override
		@LeaderOnly
		public void run() {
			RUNS.incrementAndGet();
		}

	}

	static class TaskOfA implements Task {

		static final AtomicInteger RUNS = new AtomicInteger();

		@Override
		@LeaderOnly("a")
		public void run() {
			RUNS.incrementAndGet();
		}

	}

	static class TaskOfB implements Task {

		static final AtomicInteger RUNS = new AtomicInteger();

		@Override
		@LeaderOnly("b")
		public void run() {
			RUNS.incrementAndGet();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Scheduling {

	}

	static class ScheduledJob {

		private int runs;

		@LeaderOnly
		@Scheduled(initialDelayString = "P1D", fixedDelayString = "P1D")
		void run() {
			this.runs++;
		}

		int runs() {
			return this.runs;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class Asynchronous {

		@Bean
		SimpleAsyncTaskExecutor taskExecutor() {
			return new SimpleAsyncTaskExecutor("async");
		}

	}

	static class AsyncJob {

		private final CompletableFuture<String> threadAndTerm = new CompletableFuture<>();

		@Async
		@LeaderOnly
		void run() {
			this.threadAndTerm.complete(
					Thread.currentThread().getName().substring(0, 5) + " in term " + Leadership.required().term());
		}

		CompletableFuture<String> threadAndTerm() {
			return this.threadAndTerm;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class Transactions {

		@Bean
		CountingTransactions transactionManager() {
			return new CountingTransactions();
		}

	}

	static class CountingTransactions implements PlatformTransactionManager {

		private int begun;

		@Override
		public TransactionStatus getTransaction(TransactionDefinition definition) {
			this.begun++;
			return new SimpleTransactionStatus();
		}

		@Override
		public void commit(TransactionStatus status) {
		}

		@Override
		public void rollback(TransactionStatus status) {
		}

	}

	static class TransactionalJob {

		@Transactional
		@LeaderOnly
		void run() {
		}

	}

	/**
	 * The elections need a bean that needs to be processed by all post-processors.
	 */
	@Configuration(proxyBeanMethods = false)
	static class EarlyBirds {

		@Bean
		LeaderElections leaderElections(Connections connections) {
			return FakeElections.of(new FakeElection("default"));
		}

		@Bean
		Connections connections() {
			return new Connections();
		}

		@Bean
		static LatePostProcessor latePostProcessor() {
			return new LatePostProcessor();
		}

		@Bean
		@Lazy
		SeesElections seesElections(Connections connections) {
			return new SeesElections(connections.processed);
		}

		static class Connections {

			private boolean processed;

		}

		static class LatePostProcessor implements BeanPostProcessor {

			@Override
			public Object postProcessBeforeInitialization(Object bean, String name) {
				if (bean instanceof Connections connections) {
					connections.processed = true;
				}
				return bean;
			}

		}

		record SeesElections(boolean created) {
		}

	}

}
