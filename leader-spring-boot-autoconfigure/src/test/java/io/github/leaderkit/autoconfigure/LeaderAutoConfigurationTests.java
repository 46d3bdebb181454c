package io.github.leaderkit.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.InvalidLeaderConfigurationException;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.LeadershipListener;
import io.github.leaderkit.context.LeaderElectionsLifecycle;
import io.github.leaderkit.engine.ElectionEngine;
import io.github.leaderkit.guard.GuardSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.context.event.EventListener;
import org.springframework.context.support.StaticApplicationContext;
import org.springframework.core.annotation.Order;
import org.springframework.core.task.TaskExecutor;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.scheduling.TaskScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LeaderAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class LeaderAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class, DataRedisAutoConfiguration.class,
				DataRedisReactiveAutoConfiguration.class, AopAutoConfiguration.class, LifecycleAutoConfiguration.class,
				PropertyPlaceholderAutoConfiguration.class, TaskExecutionAutoConfiguration.class,
				TaskSchedulingAutoConfiguration.class))
		.withPropertyValues("leader.key=app");

	private final ApplicationContextRunner standalone = this.contextRunner.withPropertyValues("leader.standalone=true");

	@Test
	void thereAreElectionsAndNothingContendsBeforeTheApplicationIsReady() {
		this.standalone.run((context) -> {
			assertThat(context).hasSingleBean(LeaderElections.class)
				.hasSingleBean(LeaderElection.class)
				.hasSingleBean(LeaderElectionsLifecycle.class);
			assertThat(context.getBean(LeaderElectionsLifecycle.class).isRunning()).isTrue();
			assertThat(context.getBean(ElectionEngine.class).isRunning()).isFalse();
		});
	}

	@Test
	void whenTheApplicationHasSettingsOfTheGuardThenTheyCount() {
		this.standalone.withBean(GuardSettings.BEAN_NAME, GuardSettings.class, () -> new GuardSettings(1, false))
			.run((context) -> assertThat(context.getBean(GuardSettings.class).order()).isOne());
	}

	@Test
	void whenTheApplicationIsReadyThenItContends() {
		this.standalone.run((context) -> {
			ready(context.getSourceApplicationContext());
			await().until(context.getBean(LeaderElection.class)::isLeader);
		});
	}

	@Test
	void whenAChildContextIsReadyThenNothingContends() {
		this.standalone.run((context) -> {
			try (StaticApplicationContext child = new StaticApplicationContext(context)) {
				child.refresh();
				ready(child);
				assertThat(context.getBean(ElectionEngine.class).isRunning()).isFalse();
			}
		});
	}

	@Test
	void whenAutoStartIsOffThenTheElectionWaitsForItsStart() {
		this.standalone.withPropertyValues("leader.auto-start=false").run((context) -> {
			ready(context.getSourceApplicationContext());
			LeaderElection election = context.getBean(LeaderElection.class);
			assertThat(context.getBean(ElectionEngine.class).isRunning()).isTrue();
			assertThat(election.isLeader()).isFalse();
			election.start();
			await().until(election::isLeader);
		});
	}

	@Test
	void whenDisabledThenRedisIsNotNeededAndNothingContends() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class))
			.withPropertyValues("leader.enabled=false")
			.run((context) -> {
				ready(context.getSourceApplicationContext());
				LeaderElection election = context.getBean(LeaderElection.class);
				election.start();
				assertThat(election.isLeader()).isFalse();
				assertThat(election.name()).isEqualTo("default");
			});
	}

	@Test
	void whenOneElectionIsDisabledThenOnlyItDoesNotContend() {
		this.standalone.withPropertyValues("leader.elections.nightly.enabled=false").run((context) -> {
			ready(context.getSourceApplicationContext());
			LeaderElections elections = context.getBean(LeaderElections.class);
			await().until(elections.get("default")::isLeader);
			elections.get("nightly").start();
			assertThat(elections.get("nightly").isLeader()).isFalse();
		});
	}

	@Test
	void whenStandaloneThenRedisIsNotNeededAndAWarningSaysSoOnce(CapturedOutput output) {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class))
			.withPropertyValues("leader.key=app", "leader.standalone=true", "leader.elections.nightly.ttl=20s")
			.run((context) -> {
				ready(context.getSourceApplicationContext());
				for (LeaderElection election : context.getBean(LeaderElections.class).all()) {
					await().until(election::isLeader);
				}
				assertThat(output.getOut().split("leader.standalone is true", -1)).hasSize(2);
				assertThat(output).contains("WARN");
			});
	}

	@Test
	void whenStandaloneThenThisInstanceLeadsAtOnceHoweverStrictTheElectionIs() {
		this.standalone.withPropertyValues("leader.safety=strict", "leader.ttl=60s").run((context) -> {
			ready(context.getSourceApplicationContext());
			await().until(context.getBean(LeaderElection.class)::isLeader);
		});
	}

	@Test
	void whenNotStandaloneThenNoWarningSaysSo(CapturedOutput output) {
		this.contextRunner.run((context) -> assertThat(output).doesNotContain("leader.standalone")
			.doesNotContain("io.github.leaderkit"));
	}

	@Test
	void withoutARedisConnectionFactoryTheStartFails() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class))
			.withPropertyValues("leader.key=app")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidLeaderConfigurationException.class)
				.hasMessageContaining("there is none"));
	}

	@Test
	void withSeveralRedisConnectionFactoriesAndNoneToPreferTheStartFails() {
		this.contextRunner.withUserConfiguration(TwoFactories.class)
			.run((context) -> assertThat(context).getFailure()
				.cause()
				.hasRootCauseInstanceOf(NoUniqueBeanDefinitionException.class)
				.hasStackTraceContaining("@LeaderRedis")
				.hasStackTraceContaining("[first, redisConnectionFactory]"));
	}

	@Test
	void withSeveralRedisConnectionFactoriesThePrimaryOneIsUsed() {
		this.contextRunner.withUserConfiguration(PrimaryFactory.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void theQualifiedRedisConnectionFactoryIsUsed() {
		this.contextRunner.withUserConfiguration(TwoFactories.class, QualifiedFactory.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(QualifiedFactory.used).isTrue();
		});
	}

	@Test
	void aFactoryForElectionsAloneLeavesThatOfTheApplicationAsItIs() {
		this.contextRunner.withUserConfiguration(QualifiedFactory.class).run((context) -> {
			assertThat(context.getBean(RedisConnectionFactory.class))
				.isSameAs(context.getBean("redisConnectionFactory"));
			assertThat(context).hasBean("stringRedisTemplate").hasBean("reactiveRedisTemplate");
		});
	}

	@Test
	void severalElectionsAreInjectedByTheirNames() {
		this.standalone.withPropertyValues("leader.elections.nightly-report.ttl=20s")
			.withUserConfiguration(InjectsByName.class)
			.run((context) -> {
				InjectsByName.Elections elections = context.getBean(InjectsByName.Elections.class);
				assertThat(elections.standard().name()).isEqualTo("default");
				assertThat(elections.nightly().name()).isEqualTo("nightly-report");
			});
	}

	@Test
	void theOnlyElectionIsInjectedWithoutAName() {
		this.standalone.withUserConfiguration(InjectsOne.class)
			.run((context) -> assertThat(context.getBean(InjectsOne.Holder.class).election())
				.isSameAs(context.getBean(LeaderElections.class).get("default")));
	}

	@Test
	void theOnlyElectionIsInjectedWithoutANameWhateverItsName() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class))
			.withPropertyValues("leader.standalone=true", "leader.elections.nightly.key=app")
			.withUserConfiguration(InjectsOne.class)
			.run((context) -> assertThat(context.getBean(InjectsOne.Holder.class).election().name())
				.isEqualTo("nightly"));
	}

	@Test
	void aBeanOfTheApplicationMayBeNamedLikeAnElection() {
		this.standalone.withPropertyValues("leader.elections.report.ttl=20s")
			.withBean("report", String.class, () -> "mine")
			.run((context) -> {
				assertThat(context.getBean("report")).isEqualTo("mine");
				assertThat(context.getBean(LeaderElections.class).names()).containsExactly("default", "report");
			});
	}

	@Test
	void electionsOfTheApplicationTakeThePlaceOfOurs() {
		LeaderElections mine = mock();
		this.contextRunner.withBean(LeaderElections.class, () -> mine).run((context) -> {
			assertThat(context).hasSingleBean(LeaderElections.class).doesNotHaveBean(LeaderElectionsLifecycle.class);
			assertThat(context.getBean(LeaderElections.class)).isSameAs(mine);
		});
	}

	@Test
	void whenElectionsOfTheApplicationLackAConfiguredOneThenItIsNoBean(CapturedOutput output) {
		LeaderElections mine = mock();
		LeaderElection known = mock();
		given(mine.find("nightly")).willReturn(Optional.of(known));
		given(mine.get("default")).willThrow(new IllegalArgumentException("There is no election 'default'"));
		this.contextRunner.withPropertyValues("leader.elections.nightly.ttl=20s")
			.withBean(LeaderElections.class, () -> mine)
			.run((context) -> {
				assertThat(context.getBeansOfType(LeaderElection.class)).containsOnlyKeys("nightlyLeaderElection")
					.containsValue(known);
				assertThat(context.getBeanProvider(LeaderElection.class).stream()).containsExactly(known);
				assertThat(output).contains("no election 'default'");
			});
	}

	@Test
	void listenersAndEventListenersAreToldInOrder() {
		this.standalone.withUserConfiguration(Listeners.class).run((context) -> {
			ready(context.getSourceApplicationContext());
			Listeners listeners = context.getBean(Listeners.class);
			await().until(() -> listeners.told.contains("event listener Promoted"));
			context.getSourceApplicationContext().stop();
			await().until(() -> listeners.told.contains("event listener Demoted"));
			assertThat(listeners.told).containsSubsequence("first Promoted", "second Promoted",
					"event listener Promoted", "first Demoted", "second Demoted", "event listener Demoted");
		});
	}

	@Test
	void aListenerMayNeedTheElections() {
		this.standalone.withUserConfiguration(ListenerWithElections.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void electionsCreatedAtRunTimeAreToldOfToo() {
		this.standalone.withUserConfiguration(Listeners.class).run((context) -> {
			ready(context.getSourceApplicationContext());
			LeaderElection late = context.getBean(LeaderElections.class)
				.create("late", ElectionSettings.withKey("late").build());
			await().until(late::isLeader);
			Listeners listeners = context.getBean(Listeners.class);
			await().until(() -> listeners.elections.contains("late"));
		});
	}

	@Test
	void whenTheWaitIsNotBelowTheTtlThenAWarningNamesBoth(CapturedOutput output) {
		this.standalone.withPropertyValues("leader.ttl=10s", "leader.wait=12s")
			.run((context) -> assertThat(output).contains("its wait of 12s is not below its ttl of 10s"));
	}

	@Test
	void whenTheDrainTimeoutIsNotBelowTheShutdownTimeoutThenAWarningNamesBoth(CapturedOutput output) {
		this.standalone.withPropertyValues("leader.drain-timeout=40s")
			.run((context) -> assertThat(output).contains(
					"its drain-timeout of 40s is not below " + "spring.lifecycle.timeout-per-shutdown-phase of 30s"));
	}

	@Test
	void whenTheShutdownTimeoutIsLongerThenThereIsNoWarning(CapturedOutput output) {
		this.standalone
			.withPropertyValues("leader.drain-timeout=40s", "spring.lifecycle.timeout-per-shutdown-phase=60s")
			.run((context) -> assertThat(output).doesNotContain("drain-timeout"));
	}

	@Test
	void twoElectionsOnOneKeyAreRefused() {
		this.standalone.withPropertyValues("leader.elections.nightly.key=app")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("'leader.elections.nightly.key'")
				.hasStackTraceContaining("both use the key 'app'"));
	}

	@Test
	void nothingIsSwitchedOnOrReplacedInTheApplication(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(InjectsInfrastructure.class).run((context) -> {
			assertThat(context).hasNotFailed()
				.hasSingleBean(RedisConnectionFactory.class)
				.hasSingleBean(ReactiveRedisConnectionFactory.class)
				.hasSingleBean(Executor.class)
				.hasSingleBean(TaskExecutor.class)
				.hasBean("applicationTaskExecutor");
			assertThat(context.getBeanNamesForType(TaskScheduler.class)).doesNotContain("leaderTaskScheduler");
			assertThat(context)
				.doesNotHaveBean("org.springframework.context.annotation.internalScheduledAnnotationProcessor")
				.doesNotHaveBean("org.springframework.context.annotation.internalAsyncAnnotationProcessor");
			assertThat(output).doesNotContain("not eligible for getting processed");
		});
	}

	@Test
	void anElectionIsNotABeanIfItIsNotConfigured() {
		this.standalone.run((context) -> assertThatExceptionOfType(NoSuchBeanDefinitionException.class)
			.isThrownBy(() -> context.getBean("nightlyLeaderElection")));
	}

	@Test
	void lazyInitializationDoesNotKeepElectionsFromRunning() {
		SpringApplication application = new SpringApplication(StandaloneApplication.class);
		application.setLazyInitialization(true);
		try (ConfigurableApplicationContext context = application.run("--leader.key=app", "--leader.standalone=true")) {
			await().until(context.getBean(LeaderElection.class)::isLeader);
		}
	}

	private static void ready(ConfigurableApplicationContext context) {
		context.publishEvent(new ApplicationReadyEvent(new SpringApplication(), new String[0], context, Duration.ZERO));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(LeaderAutoConfiguration.class)
	static class StandaloneApplication {

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoFactories {

		@Bean
		RedisConnectionFactory first() {
			return new LettuceConnectionFactory();
		}

		@Bean
		RedisConnectionFactory redisConnectionFactory() {
			return new LettuceConnectionFactory();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryFactory {

		@Bean
		RedisConnectionFactory first() {
			return new LettuceConnectionFactory();
		}

		@Bean
		@Primary
		RedisConnectionFactory second() {
			return new LettuceConnectionFactory();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class QualifiedFactory {

		static boolean used;

		@Bean(defaultCandidate = false)
		@LeaderRedis
		RedisConnectionFactory leaderRedis() {
			used = true;
			return new LettuceConnectionFactory();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InjectsByName {

		@Bean
		Elections elections(@Qualifier("default") LeaderElection standard,
				@Qualifier("nightly-report") LeaderElection nightly) {
			return new Elections(standard, nightly);
		}

		record Elections(LeaderElection standard, LeaderElection nightly) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InjectsOne {

		@Bean
		Holder holder(LeaderElection election) {
			return new Holder(election);
		}

		record Holder(LeaderElection election) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Listeners {

		private final List<String> told = new CopyOnWriteArrayList<>();

		private final List<String> elections = new CopyOnWriteArrayList<>();

		@Bean
		@Order(2)
		LeadershipListener second() {
			return (event) -> tell("second", event);
		}

		@Bean
		@Order(1)
		LeadershipListener first() {
			return (event) -> tell("first", event);
		}

		@EventListener
		void on(LeadershipEvent event) {
			tell("event listener", event);
			this.elections.add(event.election());
		}

		private void tell(String listener, LeadershipEvent event) {
			if (event instanceof Promoted || event instanceof Demoted) {
				this.told.add(listener + " " + event.getClass().getSimpleName());
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ListenerWithElections {

		@Bean
		LeadershipListener listener(LeaderElections elections, LeaderElection election) {
			return (event) -> elections.names();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InjectsInfrastructure {

		@Bean
		String injects(RedisConnectionFactory connectionFactory, ReactiveRedisConnectionFactory reactive,
				TaskExecutor taskExecutor, Executor executor) {
			return "injected";
		}

	}

}
