package io.github.leaderkit.autoconfigure;

import java.time.Duration;
import java.util.stream.Stream;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.LeaderOnly.Otherwise;
import io.github.leaderkit.NotLeaderException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.DefaultMessage;
import org.springframework.data.redis.connection.Message;
import org.springframework.data.redis.connection.MessageListener;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the warnings of what comes before the elections contend.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class SkippedBeforeStartTests {

	private static final String SKIPPED = "was skipped since the elections do not contend before the application is ready";

	private static final String AWAITED = "awaitLeadership was called before the election contends";

	@Test
	void whenARunnerCallsGuardedWorkThenThatIsWarnedOfOnceWithTheRemedy(CapturedOutput output) {
		run(CallingTwice.class).close();
		assertThat(output.getOut().split(SKIPPED)).hasSize(2);
		assertThat(output).contains("The call of " + Work.class.getName() + ".once() " + SKIPPED
				+ ". If nobody calls it again later, use @LeaderOnly @EventListener with LeadershipEvent.Promoted "
				+ "instead");
	}

	@ParameterizedTest
	@ValueSource(strings = { "leader.auto-start=false", "leader.enabled=false",
			"leader.elections.default.enabled=false", "leader.elections.default.auto-start=false" })
	void whenTheElectionDoesNotContendByItselfThenNothingIsWarnedOf(String property, CapturedOutput output) {
		run(CallingTwice.class, property).close();
		run(Awaiting.class, property).close();
		assertThat(output).doesNotContain(SKIPPED).doesNotContain(AWAITED);
	}

	@Test
	void whenASchedulerCallsAgainLaterThenNothingIsWarnedOf(CapturedOutput output) {
		run(CallingScheduled.class).close();
		assertThat(output).doesNotContain(SKIPPED);
	}

	@Test
	void whenASchedulerCallsOnlyOnceThenThatIsWarnedOf(CapturedOutput output) {
		run(CallingDelayed.class).close();
		assertThat(output).contains(".delayed() " + SKIPPED);
	}

	@Test
	void whenACallThrowsThenNothingIsWarnedOf(CapturedOutput output) {
		run(CallingThrowing.class).close();
		assertThat(output).doesNotContain(SKIPPED);
	}

	@Test
	void whenTheApplicationIsReadyThenNothingIsWarnedOf(CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext context = run(Application.class)) {
			LeaderElection election = context.getBean(LeaderElection.class);
			Awaitility.await().until(election::isLeader);
			election.veto("test");
			Awaitility.await().until(() -> !election.isLeader());
			context.getBean(Work.class).once();
			election.awaitLeadership(Duration.ofMillis(1));
			context.stop();
			context.getBean(Work.class).once();
		}
		assertThat(output).doesNotContain(SKIPPED).doesNotContain(AWAITED);
	}

	@Test
	void whenARunnerAwaitsTheLeadershipThenThatIsWarnedOfOnceWithTheRemedy(CapturedOutput output) {
		run(Awaiting.class).close();
		assertThat(output.getOut().split(AWAITED)).hasSize(2);
		assertThat(output).contains("becoming ready: listen to LeadershipEvent.Promoted instead");
	}

	private static ConfigurableApplicationContext run(Class<?> application, String... properties) {
		return new SpringApplicationBuilder(application).web(WebApplicationType.NONE)
			.properties("leader.standalone=true", "leader.key=app")
			.run(Stream.of(properties).map("--"::concat).toArray(String[]::new));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(LeaderAutoConfiguration.class)
	static class Application {

		@Bean
		Work work() {
			return new Work();
		}

	}

	static class CallingTwice extends Application {

		@Bean
		ApplicationRunner runner(Work work) {
			return (arguments) -> {
				work.once();
				work.once();
			};
		}

	}

	static class CallingScheduled extends Application {

		@Bean
		Repeating repeating() {
			return new Repeating();
		}

		@Bean
		ApplicationRunner runner(Work work, Repeated repeated, MessageListener listener) {
			return (arguments) -> {
				work.often();
				work.atTimes();
				repeated.byInterface();
				listener.onMessage(new DefaultMessage(new byte[0], new byte[0]), null);
			};
		}

	}

	static class CallingDelayed extends Application {

		@Bean
		ApplicationRunner runner(Work work) {
			return (arguments) -> work.delayed();
		}

	}

	static class CallingThrowing extends Application {

		@Bean
		ApplicationRunner runner(Work work) {
			return (arguments) -> assertThatExceptionOfType(NotLeaderException.class).isThrownBy(work::throwing);
		}

	}

	static class Awaiting extends Application {

		@Bean
		ApplicationRunner runner(LeaderElection election) {
			return (arguments) -> {
				election.awaitLeadership(Duration.ZERO);
				election.awaitLeadership(Duration.ofMillis(1));
				election.awaitLeadership(Duration.ofMillis(1));
			};
		}

	}

	public static class Work {

		@LeaderOnly
		public void once() {
		}

		@LeaderOnly
		@Scheduled(fixedRate = 1)
		public void often() {
		}

		@LeaderOnly
		@Scheduled(cron = "* * * * * *")
		public void atTimes() {
		}

		@LeaderOnly(otherwise = Otherwise.SKIP)
		@Scheduled(initialDelay = 1)
		public void delayed() {
		}

		@LeaderOnly(otherwise = Otherwise.THROW)
		public void throwing() {
		}

	}

	interface Repeated {

		@Scheduled(fixedRate = 1)
		void byInterface();

	}

	static class Repeating implements Repeated, MessageListener {

		@LeaderOnly
		@Override
		public void byInterface() {
		}

		@LeaderOnly
		@Override
		public void onMessage(Message message, byte @Nullable [] pattern) {
		}

	}

}
