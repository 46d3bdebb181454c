package io.github.leaderkit.scheduled;

import java.util.concurrent.Callable;
import java.util.stream.Stream;

import io.github.leaderkit.Fire;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.LeaderScheduled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what is refused at the start.
 */
class InvalidLeaderScheduledTests {

	@ParameterizedTest
	@MethodSource("refused")
	void whenAScheduleCannotBeKeptThenTheStartIsRefusedWithTheFix(Class<?> bean, String problem, String fix) {
		InvalidLeaderScheduledException refused = ScheduledContext.refusal(bean);
		assertThat(refused.problem()).contains("is annotated with @LeaderScheduled, but ").contains(problem);
		assertThat(refused.fix()).contains(fix);
	}

	static Stream<Arguments> refused() {
		return Stream.of(Arguments.of(AlsoScheduled.class, "also with @Scheduled", "Remove @Scheduled"),
				Arguments.of(AlsoGuarded.class, "also guarded by @LeaderOnly", "Remove @LeaderOnly"),
				Arguments.of(GuardedClass.class, "also guarded by @LeaderOnly", "Remove @LeaderOnly"),
				Arguments.of(Overloaded.class, "already has a schedule 'Overloaded.run'", "a name of its own"),
				Arguments.of(RepeatedWithoutNames.class, "already has a schedule 'RepeatedWithoutNames.run'",
						"a name of its own"),
				Arguments.of(SameSimpleNames.class, "already has a schedule 'Job.run'", "a name of its own"),
				Arguments.of(SameGivenNames.class, "already has a schedule 'one'", "a name of its own"),
				Arguments.of(NoRecurrence.class, "neither cron, fixedRate nor fixedDelay", "Set one of them"),
				Arguments.of(OnlyOnce.class, "neither cron, fixedRate nor fixedDelay", "Promoted"),
				Arguments.of(TwoRecurrences.class, "more than one of", "Set one of them"),
				Arguments.of(CronWithInitialDelay.class, "initialDelay beside a cron", "Remove the initialDelay"),
				Arguments.of(BadCron.class, "its cron 'every day' cannot be read", "Write six fields"),
				Arguments.of(BadZone.class, "its zone 'Europe/Nowhere' does not exist", "Europe/Berlin"),
				Arguments.of(BadDuration.class, "its fixedRate 'often' is not a duration", "500ms, 2s or PT2S"),
				Arguments.of(NegativeDuration.class, "its catchUp '-1s' is negative", "500ms, 2s or PT2S"),
				Arguments.of(ZeroRate.class, "this is no schedule: The rate is 0 ms", "Correct that"),
				Arguments.of(BadName.class, "The name 'nächtlich'", "Correct that"),
				Arguments.of(BadPlaceholder.class, "its cron '${no.such.property}' cannot be resolved",
						"Define what it refers to"),
				Arguments.of(AsyncVoid.class, "@Async and returns no future", "Return a CompletableFuture"),
				Arguments.of(AsyncClass.class, "@Async and returns no future", "Return a CompletableFuture"),
				Arguments.of(LaterWork.class, "nobody would do the work that it returns", "Return a Completable"),
				Arguments.of(WrongParameter.class, "its parameters cannot be given", Fire.class.getName()),
				Arguments.of(TwoParameters.class, "its parameters cannot be given", Fire.class.getName()),
				Arguments.of(PrivateMethod.class, "it is private", "neither private nor static"),
				Arguments.of(StaticMethod.class, "it is static", "neither private nor static"),
				Arguments.of(UnknownElection.class, "for the election 'nobody', which does not exist",
						"define an election 'nobody'"),
				Arguments.of(TooLongRemaining.class, "its minRemaining is 13s, and a leadership", "a longer ttl"),
				Arguments.of(Prototype.class, "is no singleton", "Make it a singleton"),
				Arguments.of(HiddenPrototype.class, "is no singleton bean", "Make it a bean of its own"),
				Arguments.of(InnerBean.class, "is no singleton bean", "Make it a bean of its own"),
				Arguments.of(UnknownScheduler.class, "its scheduler 'nobody' is no bean", "Name such a bean"),
				Arguments.of(SchedulerOfOtherType.class, "its scheduler 'text' is no bean", "Name such a bean"),
				Arguments.of(NotInTheInterface.class, "has only the methods of the interfaces", "in one of these"),
				Arguments.of(FinalMethodBehindAProxy.class, "it is final", "Remove the modifier"));
	}

	@Test
	void whenABeanHasTheScopeOfARequestThenItIsRefused() {
		InvalidLeaderScheduledException refused = ScheduledContext.refusal(
				(context) -> context.getBeanFactory().registerScope("request", new SimpleThreadScope()),
				OfARequest.class);
		assertThat(refused.problem()).contains("has the scope 'request'");
		assertThat(refused.fix()).contains("Move the method to a singleton");
	}

	@Test
	void whenThereAreNoSchedulesThenAMethodIsRefused() {
		InvalidLeaderScheduledException refused = ScheduledContext.refusal(WithoutSchedules.class);
		assertThat(refused.problem()).contains("there is no LeaderSchedules bean");
		assertThat(refused.fix()).contains("Define one");
	}

	@Test
	void whenThereAreNoElectionsThenAMethodIsRefused() {
		InvalidLeaderScheduledException refused = ScheduledContext
			.refusal((context) -> context.registerBean("elections", LeaderElections.class, () -> null), AnyJob.class);
		assertThat(refused.problem()).contains("there is no LeaderElections bean");
	}

	@Test
	void whenSeveralSchedulersAreThereAndNoneIsMeantThenAMethodIsRefused() {
		InvalidLeaderScheduledException refused = ScheduledContext.refusal((context) -> context.registerBean("second",
				SimpleAsyncTaskScheduler.class, SimpleAsyncTaskScheduler::new), AnyJob.class);
		assertThat(refused.problem()).contains("there is no scheduler whose threads could run it");
		assertThat(refused.fix()).contains("taskScheduler");
	}

	@Test
	void whenAClassHasNoNameThenItsMethodNeedsOne() {
		Object nameless = new Object() {

			@LeaderScheduled(fixedRate = "1s")
			void run() {
			}

		};
		InvalidLeaderScheduledException refused = ScheduledContext
			.refusal((context) -> context.getBeanFactory().registerSingleton("nameless", nameless));
		assertThat(refused.problem()).contains("its class has no name");
		assertThat(refused.fix()).contains("Give the schedule a name");
	}

	static class AnyJob {

		@LeaderScheduled(fixedRate = "1s")
		void run() {
		}

	}

	static class AlsoScheduled {

		@LeaderScheduled(fixedRate = "1s")
		@Scheduled(fixedRate = 1000)
		void run() {
		}

	}

	static class AlsoGuarded {

		@LeaderScheduled(fixedRate = "1s")
		@LeaderOnly
		void run() {
		}

	}

	@LeaderOnly("other")
	static class GuardedClass {

		@LeaderScheduled(fixedRate = "1s")
		void run() {
		}

	}

	static class Overloaded {

		@LeaderScheduled(fixedRate = "1s")
		void run() {
		}

		@LeaderScheduled(fixedRate = "1s")
		void run(Fire fire) {
		}

	}

	static class RepeatedWithoutNames {

		@LeaderScheduled(fixedRate = "1s")
		@LeaderScheduled(fixedRate = "2s")
		void run() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SameSimpleNames {

		@Bean
		Job first() {
			return new Job();
		}

		@Bean
		Elsewhere.Job second() {
			return new Elsewhere.Job();
		}

		static class Job {

			@LeaderScheduled(fixedRate = "1s")
			void run() {
			}

		}

		static class Elsewhere {

			static class Job {

				@LeaderScheduled(fixedRate = "1s")
				void run() {
				}

			}

		}

	}

	static class SameGivenNames {

		@LeaderScheduled(name = "one", fixedRate = "1s")
		void first() {
		}

		@LeaderScheduled(name = "one", fixedRate = "1s")
		void second() {
		}

	}

	static class NoRecurrence {

		@LeaderScheduled
		void run() {
		}

	}

	static class OnlyOnce {

		@LeaderScheduled(initialDelay = "1s")
		void run() {
		}

	}

	static class TwoRecurrences {

		@LeaderScheduled(fixedRate = "1s", fixedDelay = "1s")
		void run() {
		}

	}

	static class CronWithInitialDelay {

		@LeaderScheduled(cron = "0 0 3 * * *", initialDelay = "1s")
		void run() {
		}

	}

	static class BadCron {

		@LeaderScheduled(cron = "every day")
		void run() {
		}

	}

	static class BadZone {

		@LeaderScheduled(cron = "0 0 3 * * *", zone = "Europe/Nowhere")
		void run() {
		}

	}

	static class BadDuration {

		@LeaderScheduled(fixedRate = "often")
		void run() {
		}

	}

	static class NegativeDuration {

		@LeaderScheduled(fixedRate = "1s", catchUp = "-1s")
		void run() {
		}

	}

	static class ZeroRate {

		@LeaderScheduled(fixedRate = "0")
		void run() {
		}

	}

	static class BadName {

		@LeaderScheduled(fixedRate = "1s", name = "nächtlich")
		void run() {
		}

	}

	static class BadPlaceholder {

		@LeaderScheduled(cron = "${no.such.property}")
		void run() {
		}

	}

	static class AsyncVoid {

		@Async
		@LeaderScheduled(fixedRate = "1s")
		void run() {
		}

	}

	@Async
	static class AsyncClass {

		@LeaderScheduled(fixedRate = "1s")
		void run() {
		}

	}

	static class LaterWork {

		@LeaderScheduled(fixedRate = "1s")
		Callable<String> run() {
			return () -> "";
		}

	}

	static class WrongParameter {

		@LeaderScheduled(fixedRate = "1s")
		void run(String text) {
		}

	}

	static class TwoParameters {

		@LeaderScheduled(fixedRate = "1s")
		void run(Fire fire, String text) {
		}

	}

	static class PrivateMethod {

		@LeaderScheduled(fixedRate = "1s")
		private void run() {
		}

	}

	static class StaticMethod {

		@LeaderScheduled(fixedRate = "1s")
		static void run() {
		}

	}

	static class UnknownElection {

		@LeaderScheduled(fixedRate = "1s", election = "nobody")
		void run() {
		}

	}

	static class TooLongRemaining {

		@LeaderScheduled(fixedRate = "1s", minRemaining = "13s")
		void run() {
		}

	}

	@Scope(BeanDefinition.SCOPE_PROTOTYPE)
	static class Prototype {

		@LeaderScheduled(fixedRate = "1s")
		void run() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class HiddenPrototype {

		@Bean
		@Scope(BeanDefinition.SCOPE_PROTOTYPE)
		Runnable hidden() {
			return new Hidden();
		}

		@Bean
		String created(Runnable hidden) {
			return hidden.toString();
		}

		static class Hidden implements Runnable {

			@Override
			@LeaderScheduled(fixedRate = "1s")
			public void run() {
			}

		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InnerBean {

		@Bean
		static BeanFactoryPostProcessor definitions() {
			return (beanFactory) -> {
				RootBeanDefinition outer = new RootBeanDefinition(Outer.class);
				outer.getConstructorArgumentValues().addGenericArgumentValue(new RootBeanDefinition(AnyJob.class));
				((BeanDefinitionRegistry) beanFactory).registerBeanDefinition("outer", outer);
			};
		}

	}

	static class Outer {

		Outer(AnyJob job) {
		}

	}

	static class UnknownScheduler {

		@LeaderScheduled(fixedRate = "1s", scheduler = "nobody")
		void run() {
		}

	}

	static class SchedulerOfOtherType {

		@Bean
		String text() {
			return "";
		}

		@LeaderScheduled(fixedRate = "1s", scheduler = "text")
		void run() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NotInTheInterface {

		@Bean
		Runnable job() {
			return (Runnable) new ProxyFactory(new Job()).getProxy();
		}

		static class Job implements Runnable {

			@Override
			public void run() {
			}

			@LeaderScheduled(fixedRate = "1s")
			void other() {
			}

		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FinalMethodBehindAProxy {

		@Bean
		Job job() {
			ProxyFactory proxyFactory = new ProxyFactory(new Job());
			proxyFactory.setProxyTargetClass(true);
			return (Job) proxyFactory.getProxy();
		}

		static class Job {

			@LeaderScheduled(fixedRate = "1s")
			final void run() {
			}

		}

	}

	@Scope(scopeName = "request", proxyMode = ScopedProxyMode.TARGET_CLASS)
	static class OfARequest {

		@LeaderScheduled(fixedRate = "1s")
		void run() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithoutSchedules {

		@Bean
		static BeanFactoryPostProcessor removal() {
			return (beanFactory) -> ((BeanDefinitionRegistry) beanFactory).removeBeanDefinition("schedules");
		}

		@LeaderScheduled(fixedRate = "1s")
		void run() {
		}

	}

}
