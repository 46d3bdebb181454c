package io.github.leaderkit.scheduled;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.FireTask;
import io.github.leaderkit.LeaderElection.Registration;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderSchedules;
import io.github.leaderkit.ScheduleSettings;
import io.github.leaderkit.ScheduleStatus;
import io.github.leaderkit.engine.ElectionEngine;
import io.github.leaderkit.store.memory.InMemoryLeaseStore;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.PropertySourcesPlaceholderConfigurer;
import org.springframework.core.env.MapPropertySource;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * A context in which {@code @LeaderScheduled} works, with two elections that never start,
 * and schedules that only remember what was added.
 */
final class ScheduledContext {

	private ScheduledContext() {
	}

	static AnnotationConfigApplicationContext start(Consumer<AnnotationConfigApplicationContext> beans,
			Class<?>... configurations) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("test", Map.of("the.cron", "0 0 3 * * *", "the.rate", "PT1H", "the.name",
					"named", "the.election", "other", "no.cron", "-")));
		// As in applications of Spring Boot
		context.setAllowCircularReferences(false);
		context.register(Scheduling.class);
		Stream.of(configurations).forEach(context::register);
		beans.accept(context);
		try {
			context.refresh();
			return context;
		}
		catch (RuntimeException ex) {
			context.close();
			throw ex;
		}
	}

	static AnnotationConfigApplicationContext start(Class<?>... beans) {
		return start((context) -> {
		}, beans);
	}

	/**
	 * What was added for the methods of a bean.
	 */
	static List<Added> added(Class<?>... beans) {
		try (AnnotationConfigApplicationContext context = start(beans)) {
			return List.copyOf(context.getBean(Recorded.class).added);
		}
	}

	static InvalidLeaderScheduledException refusal(Class<?>... beans) {
		return refusal((context) -> {
		}, beans);
	}

	static InvalidLeaderScheduledException refusal(Consumer<AnnotationConfigApplicationContext> customizer,
			Class<?>... beans) {
		Throwable refused = catchThrowable(() -> start(customizer, beans).close());
		while (refused != null && !(refused instanceof InvalidLeaderScheduledException)) {
			refused = refused.getCause();
		}
		assertThat(refused).as("refused").isNotNull();
		return (InvalidLeaderScheduledException) refused;
	}

	/**
	 * A schedule that was added.
	 */
	record Added(String election, ScheduleSettings settings, FireTask task, Executor executor) {
	}

	/**
	 * Schedules that are never run.
	 */
	static class Recorded implements LeaderSchedules {

		final List<Added> added = new ArrayList<>();

		@Override
		public Registration add(String election, ScheduleSettings schedule, FireTask task, Executor executor) {
			Added added = new Added(election, schedule, task, executor);
			this.added.add(added);
			return () -> this.added.remove(added);
		}

		@Override
		public CompletionStage<List<ScheduleStatus>> lookUp(String election) {
			throw new UnsupportedOperationException();
		}

		@Override
		public CompletionStage<Void> trigger(String election, String schedule) {
			throw new UnsupportedOperationException();
		}

		@Override
		public CompletionStage<Void> pause(String election, String schedule) {
			throw new UnsupportedOperationException();
		}

		@Override
		public CompletionStage<Void> resume(String election, String schedule) {
			throw new UnsupportedOperationException();
		}

		@Override
		public CompletionStage<Void> forget(String election, String schedule) {
			throw new UnsupportedOperationException();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(LeaderScheduledRegistrar.class)
	static class Scheduling {

		@Bean
		LeaderElections elections() {
			ElectionEngine engine = new ElectionEngine(new InMemoryLeaseStore(System::currentTimeMillis),
					Duration.ofMillis(200), true);
			engine.create("default", ElectionSettings.withKey("default").build());
			engine.create("other", ElectionSettings.withKey("other").build());
			return engine;
		}

		@Bean
		static PropertySourcesPlaceholderConfigurer placeholders() {
			return new PropertySourcesPlaceholderConfigurer();
		}

		@Bean
		Recorded schedules() {
			return new Recorded();
		}

		@Bean
		TaskScheduler applicationScheduler() {
			return new SimpleAsyncTaskScheduler();
		}

	}

}
