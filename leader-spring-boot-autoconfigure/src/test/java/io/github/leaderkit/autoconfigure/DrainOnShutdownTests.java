package io.github.leaderkit.autoconfigure;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.testing.RedisExtension;
import io.github.leaderkit.testing.RedisServer;
import io.github.leaderkit.testing.SideBySide;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests that nobody else leads while a scheduled job of a leader that is closed still
 * runs, in each way that Spring Boot runs such jobs.
 */
@Tag("slow")
@ExtendWith(RedisExtension.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
@SideBySide
class DrainOnShutdownTests {

	private static final Duration TTL = Duration.ofSeconds(2);

	@ParameterizedTest
	@EnumSource
	void whileAJobRunsTheLeaderThatIsClosedKeepsTheLeadership(Scheduler scheduler, RedisServer redis) throws Exception {
		assumeTrue(!scheduler.virtual || Runtime.version().feature() >= 21, "Virtual threads need Java 21");
		try (Fleet fleet = new Fleet(redis, UUID.randomUUID().toString(), TTL)) {
			Instance first = fleet.start(scheduler.properties(), Scheduling.class, scheduler.job);
			Progress job = first.bean(Progress.class);
			assertThat(job.begun.await(20, TimeUnit.SECONDS)).isTrue();
			Instance second = fleet.start();
			Fleet.await().until(() -> !second.leaders().isEmpty());
			CompletableFuture<Void> closed = CompletableFuture.runAsync(first::close);
			Fleet.await().during(TTL.plusMillis(500)).until(() -> !second.election().isLeader());
			assertThat(first.election().isLeader()).isTrue();
			assertThat(closed).isNotDone();
			job.end.countDown();
			closed.get(20, TimeUnit.SECONDS);
			Fleet.await().until(second.election()::isLeader);
			assertThat(job.validAtEnd).isCompletedWithValue(true);
			assertThat(fleet.overlaps()).isEmpty();
		}
	}

	enum Scheduler {

		PLATFORM(WithFixedDelay.class, false, false),

		PLATFORM_AWAITING_TERMINATION(WithFixedDelay.class, false, true),

		VIRTUAL_WITH_FIXED_DELAY(WithFixedDelay.class, true, false),

		VIRTUAL_WITH_FIXED_RATE(WithFixedRate.class, true, false);

		private final Class<? extends Job> job;

		private final boolean virtual;

		private final boolean awaitsTermination;

		Scheduler(Class<? extends Job> job, boolean virtual, boolean awaitsTermination) {
			this.job = job;
			this.virtual = virtual;
			this.awaitsTermination = awaitsTermination;
		}

		Map<String, String> properties() {
			Map<String, String> properties = new HashMap<>();
			properties.put("spring.threads.virtual.enabled", String.valueOf(this.virtual));
			if (this.awaitsTermination) {
				properties.put("spring.task.scheduling.shutdown.await-termination", "true");
				properties.put("spring.task.scheduling.shutdown.await-termination-period", "20s");
			}
			return properties;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Scheduling {

		@Bean
		Progress progress() {
			return new Progress();
		}

	}

	static class Progress {

		private final CountDownLatch begun = new CountDownLatch(1);

		private final CountDownLatch end = new CountDownLatch(1);

		private final CompletableFuture<Boolean> validAtEnd = new CompletableFuture<>();

	}

	abstract static class Job {

		private final Progress progress;

		Job(Progress progress) {
			this.progress = progress;
		}

		void work() throws InterruptedException {
			this.progress.begun.countDown();
			this.progress.end.await(20, TimeUnit.SECONDS);
			this.progress.validAtEnd.complete(Leadership.required().isValid());
		}

	}

	static class WithFixedDelay extends Job {

		WithFixedDelay(Progress progress) {
			super(progress);
		}

		@LeaderOnly
		@Scheduled(fixedDelay = 20)
		void run() throws InterruptedException {
			work();
		}

	}

	static class WithFixedRate extends Job {

		WithFixedRate(Progress progress) {
			super(progress);
		}

		@LeaderOnly
		@Scheduled(fixedRate = 20)
		void run() throws InterruptedException {
			work();
		}

	}

}
