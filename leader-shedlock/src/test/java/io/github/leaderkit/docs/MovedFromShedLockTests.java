package io.github.leaderkit.docs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.testing.RedisExtension;
import io.github.leaderkit.testing.RedisServer;
import net.javacrumbs.shedlock.core.LockAssert;
import net.javacrumbs.shedlock.spring.annotation.SchedulerLock;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two instances of an application that keeps ShedLock's annotations, with the bean that
 * docs/migrating.md shows.
 */
@Tag("slow")
@ExtendWith(RedisExtension.class)
@Timeout(120)
class MovedFromShedLockTests {

	private static final int RUNS = 10;

	private final String key = UUID.randomUUID().toString();

	private final List<ConfigurableApplicationContext> contexts = new ArrayList<>();

	@AfterEach
	void close() {
		this.contexts.forEach(ConfigurableApplicationContext::close);
	}

	@Test
	void whenInstancesHaveTheBeanThenOnlyTheLeaderRunsTheJobAndNoRunsOverlap(RedisServer redis) {
		ConfigurableApplicationContext first = start(redis);
		LeaderElection election = first.getBean(LeaderElection.class);
		await().until(election::isLeader);
		ConfigurableApplicationContext second = start(redis);
		LeaderElection follower = second.getBean(LeaderElection.class);
		await().until(() -> follower.currentLeader().isPresent());
		awaitRuns(first);
		assertThat(second.getBean(Runs.class).begun).hasValue(0);
		election.resign().toCompletableFuture().join();
		await().until(follower::isLeader);
		int ofFirst = first.getBean(Runs.class).begun.get();
		awaitRuns(second);
		assertThat(first.getBean(Runs.class).begun).hasValue(ofFirst);
		assertThat(Runs.mostRunning).hasValue(1);
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void whenAnInstanceIsClosedThenItWaitsForItsJobAndNoLockFails(RedisServer redis, CapturedOutput output) {
		ConfigurableApplicationContext context = start(redis);
		awaitRuns(context);
		Runs runs = context.getBean(Runs.class);
		context.close();
		assertThat(runs.ended).hasValue(runs.begun.get());
		assertThat(output).doesNotContain("LockException");
	}

	private static void awaitRuns(ConfigurableApplicationContext context) {
		AtomicInteger begun = context.getBean(Runs.class).begun;
		int before = begun.get();
		await().until(() -> begun.get() >= before + RUNS);
	}

	private ConfigurableApplicationContext start(RedisServer redis) {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.registerShutdownHook(false)
			.run("--leader.key=" + this.key, "--leader.ttl=10s", "--spring.main.banner-mode=off",
					"--spring.data.redis.host=" + redis.host(), "--spring.data.redis.port=" + redis.port(),
					"--spring.task.scheduling.pool.size=2");
		this.contexts.add(context);
		return context;
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(10));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(LocksOfTheLeader.class)
	static class Application {

		@Bean
		Runs runs() {
			return new Runs();
		}

		@Bean
		Job job(Runs runs) {
			return new Job(runs);
		}

	}

	/**
	 * Two methods with the same lock.
	 */
	static class Job {

		private final Runs runs;

		Job(Runs runs) {
			this.runs = runs;
		}

		@Scheduled(fixedRate = 50)
		@SchedulerLock(name = "tick")
		void tick() {
			this.runs.run();
		}

		@Scheduled(fixedRate = 70)
		@SchedulerLock(name = "tick")
		void tock() {
			this.runs.run();
		}

	}

	/**
	 * The runs of one instance.
	 */
	static class Runs {

		/** Those of all instances. */
		private static final AtomicInteger running = new AtomicInteger();

		private static final AtomicInteger mostRunning = new AtomicInteger();

		private final AtomicInteger begun = new AtomicInteger();

		private final AtomicInteger ended = new AtomicInteger();

		void run() {
			LockAssert.assertLocked();
			mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
			this.begun.incrementAndGet();
			try {
				Thread.sleep(20);
				this.ended.incrementAndGet();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			finally {
				running.decrementAndGet();
			}
		}

	}

}
