package io.github.leaderkit.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.leaderkit.Fire;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderScheduled;
import io.github.leaderkit.LeaderSchedules;
import io.github.leaderkit.context.LeaderElectionsLifecycle;
import io.github.leaderkit.engine.ElectionEngine;
import io.github.leaderkit.scheduled.InvalidLeaderScheduledException;
import io.github.leaderkit.scheduled.ScheduleDefaults;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.config.TaskManagementConfigUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LeaderSchedulesAutoConfiguration}.
 */
class LeaderSchedulesAutoConfigurationTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class, LeaderSchedulesAutoConfiguration.class,
				PropertyPlaceholderAutoConfiguration.class, TaskExecutionAutoConfiguration.class,
				TaskSchedulingAutoConfiguration.class))
		.withPropertyValues("leader.key=test", "leader.standalone=true");

	@Test
	void whenNothingIsScheduledThenNoSchedulerIsCreatedAndSchedulingIsOff() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(LeaderSchedules.class);
			assertThat(context.getBeanFactory().containsSingleton(ScheduleDefaults.SCHEDULER_BEAN_NAME)).isFalse();
			assertThat(context).doesNotHaveBean("taskScheduler")
				.doesNotHaveBean(TaskManagementConfigUtils.SCHEDULED_ANNOTATION_PROCESSOR_BEAN_NAME)
				.hasBean("applicationTaskExecutor");
		});
	}

	@Test
	void whenSchedulingIsOffThenASchedulerOfItsOwnRunsSchedules() {
		this.runner.withUserConfiguration(Jobs.class, Injected.class)
			.withPropertyValues("spring.task.scheduling.thread-name-prefix=mine-")
			.run((context) -> {
				context.getBean(LeaderElectionsLifecycle.class).arm();
				assertThat(context.getBean(Jobs.class).thread).succeedsWithin(SOON).asString().startsWith("mine-");
				assertThat(context).doesNotHaveBean("taskScheduler")
					.doesNotHaveBean(TaskManagementConfigUtils.SCHEDULED_ANNOTATION_PROCESSOR_BEAN_NAME);
				assertThat(context.getBean(Injected.class).scheduler).isNull();
			});
	}

	@Test
	void whenSchedulingIsOnThenTheSchedulerOfTheApplicationRunsSchedules() {
		this.runner.withUserConfiguration(Jobs.class, SpringsJobs.class, Scheduling.class).run((context) -> {
			context.getBean(LeaderElectionsLifecycle.class).arm();
			assertThat(context.getBean(Jobs.class).thread).succeedsWithin(SOON).asString().startsWith("scheduling-");
			assertThat(context.getBean(SpringsJobs.class).thread).succeedsWithin(SOON)
				.asString()
				.startsWith("scheduling-");
			assertThat(context.getBeanFactory().containsSingleton(ScheduleDefaults.SCHEDULER_BEAN_NAME)).isFalse();
		});
	}

	@Test
	void whenTheApplicationHasASchedulerOfAnyNameThenItRunsSchedules() {
		this.runner
			.withUserConfiguration(Jobs.class, SpringsJobs.class, Scheduling.class, OwnScheduler.class, Injected.class)
			.run((context) -> {
				context.getBean(LeaderElectionsLifecycle.class).arm();
				assertThat(context.getBean(Jobs.class).thread).succeedsWithin(SOON).asString().startsWith("own-");
				assertThat(context.getBean(SpringsJobs.class).thread).succeedsWithin(SOON)
					.asString()
					.startsWith("own-");
				assertThat(context.getBean(Injected.class).scheduler).isSameAs(context.getBean("own"));
				assertThat(context.getBeanFactory().containsSingleton(ScheduleDefaults.SCHEDULER_BEAN_NAME)).isFalse();
			});
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void whenThreadsAreVirtualThenThoseOfSchedulesAre() {
		this.runner.withUserConfiguration(Jobs.class)
			.withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> {
				context.getBean(LeaderElectionsLifecycle.class).arm();
				assertThat(context.getBean(Jobs.class).virtual).succeedsWithin(SOON).isEqualTo(true);
			});
	}

	@Test
	void whenCatchUpIsConfiguredThenItIsTheDefault() {
		this.runner.withPropertyValues("leader.schedules.catch-up=5m")
			.run((context) -> assertThat(context.getBean(ScheduleDefaults.class).catchUp())
				.isEqualTo(Duration.ofMinutes(5)));
		this.runner.run((context) -> assertThat(context.getBean(ScheduleDefaults.class).catchUp())
			.isEqualTo(Duration.ofHours(1)));
	}

	@Test
	void whenCatchUpIsNegativeThenTheStartIsRefused() {
		this.runner.withPropertyValues("leader.schedules.catch-up=-5m")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertyException.class));
	}

	@Test
	void whenThereIsAnotherLeaderSchedulesThenItIsUsed() {
		LeaderSchedules own = mock();
		this.runner.withBean("own", LeaderSchedules.class, () -> own)
			.run((context) -> assertThat(context).getBean(LeaderSchedules.class).isSameAs(own));
	}

	@Test
	void whenSomethingElseIsInThePlaceOfTheEngineThenSchedulesAreRefused() {
		ApplicationContextRunner mocked = this.runner.withBean("mock", LeaderElections.class, () -> mock());
		mocked.run((context) -> assertThat(context).hasNotFailed());
		mocked.withUserConfiguration(Jobs.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidLeaderScheduledException.class)
				.hasMessageContaining("@AutoConfigureTestLeaderElection"));
	}

	@Test
	void whenElectionsAreOffThenSchedulesDoNotRun() {
		this.runner.withUserConfiguration(Jobs.class).withPropertyValues("leader.enabled=false").run((context) -> {
			context.getBean(LeaderElectionsLifecycle.class).arm();
			assertThat(context.getBean(Jobs.class).thread).isNotDone();
		});
	}

	@Test
	void whenTheElectionsContendThenAllSchedulesAreThere() {
		this.runner.withUserConfiguration(Jobs.class).run((context) -> {
			ElectionEngine engine = context.getBean(ElectionEngine.class);
			assertThat(engine.hasStarted()).isFalse();
			context.getBean(LeaderElectionsLifecycle.class).arm();
			assertThat(context.getBean(Jobs.class).thread).succeedsWithin(SOON);
			assertThat(context.getBean(LeaderSchedules.class).lookUp("default").toCompletableFuture().join())
				.singleElement()
				.satisfies((status) -> assertThat(status.name()).isEqualTo("Jobs.run"));
		});
	}

	static class Jobs {

		final CompletableFuture<String> thread = new CompletableFuture<>();

		final CompletableFuture<Boolean> virtual = new CompletableFuture<>();

		final List<Fire> fires = new CopyOnWriteArrayList<>();

		@LeaderScheduled(fixedRate = "200ms")
		void run(Fire fire) throws Exception {
			this.fires.add(fire);
			this.thread.complete(Thread.currentThread().getName());
			this.virtual.complete((Boolean) Thread.class.getMethod("isVirtual").invoke(Thread.currentThread()));
		}

	}

	static class Injected {

		final @Nullable TaskScheduler scheduler;

		Injected(ObjectProvider<TaskScheduler> scheduler) {
			this.scheduler = scheduler.getIfAvailable();
		}

	}

	static class SpringsJobs {

		final CompletableFuture<String> thread = new CompletableFuture<>();

		@Scheduled(fixedRate = 200)
		void run() {
			this.thread.complete(Thread.currentThread().getName());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnScheduler {

		@Bean
		TaskScheduler own() {
			ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
			scheduler.setThreadNamePrefix("own-");
			return scheduler;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Scheduling {

		@Bean
		String unrelated() {
			return "";
		}

	}

}
