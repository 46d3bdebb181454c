package io.github.leaderkit.autoconfigure;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.NotLeaderException;
import io.github.leaderkit.context.LeaderElectionsLifecycle;
import org.aopalliance.aop.Advice;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.aop.Pointcut;
import org.springframework.aop.support.AbstractPointcutAdvisor;
import org.springframework.aop.support.NameMatchMethodPointcut;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.AbstractReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.config.ScheduledTask;
import org.springframework.scheduling.config.ScheduledTaskHolder;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests that {@link LeaderOnly} is kept in applications, however Spring AOP is set up.
 */
@ExtendWith(OutputCaptureExtension.class)
class GuardedApplicationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class, AopAutoConfiguration.class,
				PropertyPlaceholderAutoConfiguration.class, TaskExecutionAutoConfiguration.class,
				TaskSchedulingAutoConfiguration.class))
		.withUserConfiguration(Application.class)
		.withPropertyValues("leader.key=app", "leader.standalone=true", "leader.elections.nightly.auto-start=false",
				"report.election=default");

	@ParameterizedTest
	@ValueSource(
			strings = { "spring.main.banner-mode=off", "spring.aop.auto=false", "spring.aop.proxy-target-class=false",
					"spring.aop.proxy-target-class=true", "spring.main.lazy-initialization=true" })
	void methodsAreGuarded(String property, CapturedOutput output) {
		this.contextRunner.withPropertyValues(property).run((context) -> {
			callsAreSkipped(context);
			context.getBean(LeaderElectionsLifecycle.class).arm();
			await().until(context.getBean(LeaderElections.class).get("default")::isLeader);
			callsRun(context);
			context.getSourceApplicationContext().stop();
			callsAreSkipped(context);
			assertThat(output).doesNotContain("not eligible for getting processed");
		});
	}

	@Test
	void withoutTheAutoConfigurationOfAopMethodsAreGuarded() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class))
			.withUserConfiguration(Application.class)
			.withPropertyValues("leader.key=app", "leader.standalone=true", "leader.elections.nightly.auto-start=false",
					"report.election=default")
			.run(this::callsAreSkipped);
	}

	@Test
	void theseTestsRunWithoutAspectJ() {
		assertThat(ClassUtils.isPresent("org.aspectj.weaver.Advice", getClass().getClassLoader())).isFalse();
	}

	@ParameterizedTest
	@ValueSource(classes = { GuardedHealth.class, GuardedHealthCheck.class, GuardedReactiveHealth.class,
			GuardedReactiveHealthCheck.class })
	void whenAHealthIndicatorIsGuardedThenItIsRefused(Class<?> indicator) {
		this.contextRunner.withBean(indicator)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining(indicator.getName() + ".")
				.hasMessageContaining("health indicator of the actuator, which must answer on every instance"));
	}

	@Test
	void whenDisabledThenCallsAreSkipped() {
		this.contextRunner.withPropertyValues("leader.enabled=false").run((context) -> {
			context.getBean(LeaderElectionsLifecycle.class).arm();
			LeaderElection election = context.getBean(LeaderElections.class).get("default");
			election.start();
			callsAreSkipped(context);
			assertThat(election.isLeader()).isFalse();
		});
	}

	@Test
	void anotherElectionDoesNotLetACallIn() {
		this.contextRunner.run((context) -> {
			context.getBean(LeaderElectionsLifecycle.class).arm();
			LeaderElections elections = context.getBean(LeaderElections.class);
			await().until(elections.get("default")::isLeader);
			Nightly nightly = context.getBean(Nightly.class);
			assertThatExceptionOfType(NotLeaderException.class).isThrownBy(nightly::run);
			elections.get("nightly").start();
			await().until(elections.get("nightly")::isLeader);
			nightly.run();
			assertThat(nightly.runs()).isOne();
		});
	}

	@Test
	void whenTheOrderIsLowerThanThatOfOtherAdviceThenTheGuardStandsOutsideOfIt() {
		ApplicationContextRunner contextRunner = this.contextRunner.withBean("denying", Denying.class, Denying::new,
				(definition) -> definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE));
		contextRunner.run((context) -> assertThatExceptionOfType(SecurityException.class)
			.isThrownBy(context.getBean(OnMethod.class)::run));
		contextRunner.withPropertyValues("leader.guard.order=50")
			.run((context) -> context.getBean(OnMethod.class).run());
	}

	@Test
	void whenTheOrderIsNoNumberThenTheStartIsRefusedWithTheProperty() {
		this.contextRunner.withPropertyValues("leader.guard.order=first")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(NumberFormatException.class)
				.hasMessageContaining("first"));
	}

	@Test
	void whenTheLeadershipEndsInATransactionThatIsToBeCheckedThenNothingIsCommitted() {
		this.contextRunner.withUserConfiguration(Transactions.class)
			.withPropertyValues("leader.guard.check-before-commit=true", "leader.drain-timeout=0s")
			.run((context) -> {
				context.getBean(LeaderElectionsLifecycle.class).arm();
				LeaderElection election = context.getBean(LeaderElections.class).get("default");
				await().until(election::isLeader);
				TransactionTemplate transaction = new TransactionTemplate(
						context.getBean(PlatformTransactionManager.class));
				assertThat(election.runIfLeader(() -> transaction.executeWithoutResult((status) -> {
				}))).isTrue();
				assertThatExceptionOfType(NotLeaderException.class)
					.isThrownBy(() -> election.runIfLeader(() -> transaction.executeWithoutResult((status) -> {
						Leadership leadership = Leadership.current().orElseThrow();
						election.stop();
						await().until(() -> !leadership.isValid());
					})));
				CountingTransactions transactions = context.getBean(CountingTransactions.class);
				assertThat(transactions.committed).isOne();
				assertThat(transactions.rolledBack).isOne();
			});
	}

	private void callsAreSkipped(AssertableApplicationContext context) {
		assertThat(runs(context)).isZero();
	}

	private void callsRun(AssertableApplicationContext context) {
		assertThat(runs(context)).isEqualTo(5);
	}

	private static int runs(AssertableApplicationContext context) {
		Counter counter = context.getBean(Counter.class);
		int before = counter.count;
		context.getBean(OnMethod.class).run();
		context.getBean(OnClass.class).run();
		context.getBean(Task.class).run();
		context.getBean(Placeholder.class).run();
		context.getBean(ScheduledTaskHolder.class)
			.getScheduledTasks()
			.stream()
			.map(ScheduledTask::getTask)
			.forEach((task) -> task.getRunnable().run());
		return counter.count - before;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Application {

		@Bean
		Counter counter() {
			return new Counter();
		}

		@Bean
		OnMethod onMethod(Counter counter) {
			return new OnMethod(counter);
		}

		@Bean
		OnClass onClass(Counter counter) {
			return new OnClass(counter);
		}

		@Bean
		Task onInterface(Counter counter) {
			return new OnInterface(counter);
		}

		@Bean
		Placeholder placeholder(Counter counter) {
			return new Placeholder(counter);
		}

		@Bean
		OnSchedule onSchedule(Counter counter) {
			return new OnSchedule(counter);
		}

		@Bean
		Nightly nightly() {
			return new Nightly();
		}

	}

	static class Denying extends AbstractPointcutAdvisor {

		Denying() {
			setOrder(200);
		}

		@Override
		public Pointcut getPointcut() {
			return new NameMatchMethodPointcut().addMethodName("run");
		}

		@Override
		public Advice getAdvice() {
			return (MethodInterceptor) (invocation) -> {
				throw new SecurityException("denied");
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Transactions {

		@Bean
		CountingTransactions transactionManager() {
			return new CountingTransactions();
		}

	}

	static class CountingTransactions extends AbstractPlatformTransactionManager {

		private int committed;

		private int rolledBack;

		@Override
		protected Object doGetTransaction() {
			return this;
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
			this.committed++;
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
			this.rolledBack++;
		}

	}

	static class Counter {

		private int count;

	}

	static class OnMethod {

		private final Counter counter;

		OnMethod(Counter counter) {
			this.counter = counter;
		}

		@LeaderOnly
		void run() {
			this.counter.count++;
		}

	}

	@LeaderOnly
	static class OnClass {

		private final Counter counter;

		OnClass(Counter counter) {
			this.counter = counter;
		}

		void run() {
			this.counter.count++;
		}

	}

	interface Task {

		@LeaderOnly
		void run();

	}

	static class OnInterface implements Task {

		private final Counter counter;

		OnInterface(Counter counter) {
			this.counter = counter;
		}

		@Override
		public void run() {
			this.counter.count++;
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@LeaderOnly("${report.election}")
	@interface ReportOnly {

	}

	static class Placeholder {

		private final Counter counter;

		Placeholder(Counter counter) {
			this.counter = counter;
		}

		@ReportOnly
		void run() {
			this.counter.count++;
		}

	}

	static class OnSchedule {

		private final Counter counter;

		OnSchedule(Counter counter) {
			this.counter = counter;
		}

		@LeaderOnly
		@Scheduled(initialDelayString = "P1D", fixedDelayString = "P1D")
		void run() {
			this.counter.count++;
		}

	}

	static class Nightly {

		private int runs;

		@LeaderOnly(election = "nightly", otherwise = LeaderOnly.Otherwise.THROW)
		void run() {
			this.runs++;
		}

		int runs() {
			return this.runs;
		}

	}

	static class GuardedReactiveHealth implements ReactiveHealthIndicator {

		@LeaderOnly
		@Override
		public Mono<Health> health() {
			return Mono.just(Health.up().build());
		}

	}

	@LeaderOnly
	static class GuardedHealthCheck extends AbstractHealthIndicator {

		@Override
		protected void doHealthCheck(Health.Builder builder) {
			builder.up();
		}

	}

	@LeaderOnly
	static class GuardedReactiveHealthCheck extends AbstractReactiveHealthIndicator {

		@Override
		protected Mono<Health> doHealthCheck(Health.Builder builder) {
			return Mono.just(builder.up().build());
		}

	}

	static class GuardedHealth implements HealthIndicator {

		@LeaderOnly
		@Override
		public Health health() {
			return Health.up().build();
		}

	}

}
