package io.github.leaderkit.autoconfigure;

import java.util.concurrent.atomic.AtomicInteger;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.context.LeaderElectionsLifecycle;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests that a scheduled method that returns a reactive type, which Spring calls only
 * once, is guarded at each tick.
 */
class ScheduledReactiveMethodTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class, TaskSchedulingAutoConfiguration.class))
		.withUserConfiguration(Application.class)
		.withPropertyValues("leader.key=app", "leader.standalone=true");

	@Test
	void whenAScheduledMonoTicksThenItRunsOnlyWhileThisInstanceLeads() {
		this.contextRunner.run((context) -> {
			Report report = context.getBean(Report.class);
			await().until(() -> report.ticks() >= 3);
			assertThat(report.runs()).isZero();
			context.getBean(LeaderElectionsLifecycle.class).arm();
			await().until(() -> report.runs() >= 3);
			LeaderElection election = context.getBean(LeaderElections.class).get("default");
			election.stop().toCompletableFuture().join();
			int runs = report.runs();
			int ticks = report.ticks();
			await().until(() -> report.ticks() >= ticks + 3);
			assertThat(report.runs()).isEqualTo(runs);
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Application {

		@Bean
		Report report() {
			return new Report();
		}

	}

	static class Report {

		private final AtomicInteger ticks = new AtomicInteger();

		private final AtomicInteger runs = new AtomicInteger();

		@LeaderOnly
		@Scheduled(fixedDelay = 20)
		Mono<Void> make() {
			return Mono.fromRunnable(this.runs::incrementAndGet);
		}

		@Scheduled(fixedDelay = 20)
		void tick() {
			this.ticks.incrementAndGet();
		}

		int runs() {
			return this.runs.get();
		}

		int ticks() {
			return this.ticks.get();
		}

	}

}
