package io.github.leaderkit.autoconfigure;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderLifecycle;
import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.autoconfigure.actuate.LeaderEndpointAutoConfiguration;
import io.github.leaderkit.autoconfigure.actuate.LeaderHealthAutoConfiguration;
import io.github.leaderkit.autoconfigure.actuate.LeaderInfoAutoConfiguration;
import io.github.leaderkit.autoconfigure.metrics.LeaderMetricsAutoConfiguration;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.Lifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.test.context.TestContextManager;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

/**
 * Tests for applications in which a test puts a mock or a spy in the place of a bean, as
 * users do who do not know the test kit.
 */
@Tag("jdk-independent")
@ExtendWith(OutputCaptureExtension.class)
class MockedBeansTests {

	private static final String KIT = "@AutoConfigureTestLeaderElection";

	@Test
	void whenTheElectionsAreAMockAndAMethodIsGuardedThenItIsRefusedWithTheTestKit() {
		assertThat(catchThrowable(() -> start(MockedElectionsAndGuardedWork.class))).rootCause()
			.hasMessageContaining("Work.run() is annotated with @LeaderOnly")
			.hasMessageContaining(KIT);
	}

	@Test
	void whenTheElectionsAreAMockAndABeanIsLedThenItIsRefusedWithTheTestKit() {
		assertThat(catchThrowable(() -> start(MockedElectionsAndLedBean.class))).rootCause()
			.hasMessageContaining("The bean 'feed' is to run only while this instance leads")
			.hasMessageContaining(KIT);
	}

	@Test
	void whenTheElectionsAreAMockAndOneIsInjectedThenTheLogNamesTheTestKit(CapturedOutput output) {
		assertThat(catchThrowable(() -> start(MockedElectionsAndInjectedElection.class))).rootCause()
			.hasMessageContaining("No qualifying bean of type 'io.github.leaderkit.LeaderElection'");
		assertThat(output).contains("There is no election 'default' that could be a bean").contains(KIT);
	}

	@Test
	void whenAMockOfTheElectionsKnowsAMockThenTheContextStartsAndCloses() {
		LeaderElections elections = mock();
		given(elections.findDefault()).willReturn(Optional.of(mock(LeaderElection.class)));
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class))
			.withBean(LeaderElections.class, () -> elections)
			.withBean(Work.class)
			.withBean("feed", Feed.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				context.close();
				assertThat(context.isActive()).isFalse();
			});
	}

	private static ApplicationContext start(Class<?> test) {
		return new TestContextManager(test).getTestContext().getApplicationContext();
	}

	private static void namesTheKit(LeaderElection election) {
		Awaitility.await().until(() -> election.status().contact().lastError() != null);
		assertThat(election.status().contact().lastError().message()).contains(KIT);
	}

	@Nested
	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.NONE, properties = "leader.key=app")
	class WhenTheElectionsAreAMock {

		@MockitoBean
		private LeaderElections elections;

		@Test
		void thenTheApplicationStarts(@Autowired ApplicationContext context) {
			assertThat(context.getBean(LeaderElections.class)).isSameAs(this.elections);
			assertThat(context.getBean("leaderHealthIndicator", HealthIndicator.class).health().getStatus())
				.isEqualTo(Status.UP);
		}

	}

	@Nested
	@SpringBootTest(classes = { Application.class, Work.class }, webEnvironment = WebEnvironment.NONE,
			properties = { "leader.key=app", "leader.standalone=true" })
	class WhenAnElectionIsAMock {

		@MockitoBean
		private LeaderElection election;

		@Test
		void thenItIsInjectedAndTheGuardAsksTheRealOne(@Autowired LeaderElections elections, @Autowired Work work) {
			assertThat(this.election.isLeader()).isFalse();
			Awaitility.await().until(() -> elections.get("default").isLeader());
			work.run();
			assertThat(work.runs()).isOne();
		}

	}

	@Nested
	@SpringBootTest(classes = { Application.class, Work.class, InjectedElection.class },
			webEnvironment = WebEnvironment.NONE, properties = { "leader.key=app", "leader.standalone=true" })
	class WhenElectionsAreSpies {

		@MockitoSpyBean
		private LeaderElections elections;

		@MockitoSpyBean
		private LeaderElection election;

		@Autowired
		private Work work;

		@Test
		void thenTheyAreThoseThatRun(CapturedOutput output) throws Exception {
			Awaitility.await().until(this.election::isLeader);
			assertThat(this.elections.get("default").isLeader()).isTrue();
			this.work.run();
			assertThat(this.work.runs()).isOne();
			this.election.stop().toCompletableFuture().join();
			assertThat(this.elections.get("default").isLeader()).isFalse();
			verify(this.election).stop();
			assertThat(this.election.awaitLeadership(Duration.ofMillis(1))).isEmpty();
			assertThat(output).doesNotContain("awaitLeadership was called before the election contends");
			this.election.start();
			Awaitility.await().until(() -> this.elections.get("default").isLeader());
			assertThat(this.election.revoke().toCompletableFuture().get()).isTrue();
		}

	}

	@Nested
	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.NONE, properties = "leader.key=app")
	class WhenTheConnectionFactoryIsAMock {

		@MockitoBean
		private RedisConnectionFactory connectionFactory;

		@Test
		void thenTheApplicationStartsAndTheElectionNamesTheTestKit(@Autowired LeaderElection election) {
			namesTheKit(election);
		}

	}

	@Nested
	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.NONE, properties = "leader.key=app")
	class WhenTheConnectionFactoryIsAMockOfItsClass {

		@MockitoBean
		private LettuceConnectionFactory connectionFactory;

		@Test
		void thenTheApplicationStartsAndTheElectionNamesTheTestKit(@Autowired LeaderElection election) {
			namesTheKit(election);
		}

	}

	@Nested
	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.NONE,
			properties = { "leader.key=app", "spring.data.redis.port=1" })
	class WhenTheConnectionFactoryIsASpy {

		@MockitoSpyBean
		private RedisConnectionFactory connectionFactory;

		@Test
		void thenElectionsGoToTheRedisOfTheFactory(@Autowired LeaderElection election) {
			Awaitility.await().until(() -> election.status().contact().lastError() != null);
			assertThat(election.status().contact().lastError().kind()).isEqualTo(ErrorKind.UNREACHABLE);
		}

	}

	@SpringBootTest(classes = { Application.class, Work.class }, webEnvironment = WebEnvironment.NONE,
			properties = "leader.key=app")
	static class MockedElectionsAndGuardedWork {

		@MockitoBean
		private LeaderElections elections;

	}

	@SpringBootTest(classes = { Application.class, LedFeed.class }, webEnvironment = WebEnvironment.NONE,
			properties = "leader.key=app")
	static class MockedElectionsAndLedBean {

		@MockitoBean
		private LeaderElections elections;

	}

	@SpringBootTest(classes = { Application.class, InjectedElection.class }, webEnvironment = WebEnvironment.NONE,
			properties = "leader.key=app")
	static class MockedElectionsAndInjectedElection {

		@MockitoBean
		private LeaderElections elections;

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DataRedisAutoConfiguration.class, LeaderAutoConfiguration.class,
			LeaderMetricsAutoConfiguration.class, LeaderHealthAutoConfiguration.class,
			LeaderInfoAutoConfiguration.class, LeaderEndpointAutoConfiguration.class })
	@Import(SimpleMeterRegistry.class)
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class LedFeed {

		@Bean
		Feed feed() {
			return new Feed();
		}

	}

	static class InjectedElection {

		InjectedElection(LeaderElection election) {
		}

	}

	public static class Work {

		private final AtomicInteger runs = new AtomicInteger();

		@LeaderOnly
		public void run() {
			this.runs.incrementAndGet();
		}

		public int runs() {
			return this.runs.get();
		}

	}

	@LeaderLifecycle
	public static class Feed implements Lifecycle {

		@Override
		public void start() {
		}

		@Override
		public void stop() {
		}

		@Override
		public boolean isRunning() {
			return false;
		}

	}

}
