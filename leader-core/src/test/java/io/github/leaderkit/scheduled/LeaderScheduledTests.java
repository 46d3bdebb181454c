package io.github.leaderkit.scheduled;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.time.ZoneId;
import java.util.TimeZone;
import java.util.concurrent.TimeUnit;

import io.github.leaderkit.Fire;
import io.github.leaderkit.Interrupted;
import io.github.leaderkit.LeaderOnly.OnDemotion;
import io.github.leaderkit.LeaderScheduled;
import io.github.leaderkit.ScheduleSettings;
import io.github.leaderkit.scheduled.ScheduledContext.Added;
import io.github.leaderkit.scheduled.ScheduledContext.Recorded;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.core.annotation.AliasFor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for which methods are found, and how their annotations are read.
 */
class LeaderScheduledTests {

	private static ScheduleSettings settings(Class<?> bean) {
		assertThat(ScheduledContext.added(bean)).hasSize(1);
		return ScheduledContext.added(bean).get(0).settings();
	}

	@Test
	void whenThereIsACronThenItsScheduleIsAddedUnderASimpleName() {
		Added added = ScheduledContext.added(Nightly.class).get(0);
		assertThat(added.election()).isEqualTo("default");
		assertThat(added.settings())
			.isEqualTo(ScheduleSettings.cron("Nightly.run", "0 0 3 * * *", ZoneId.of("Europe/Berlin")));
	}

	@Test
	void whenTextsHavePlaceholdersThenTheyAreResolved() {
		Added added = ScheduledContext.added(Placeholders.class).get(0);
		assertThat(added.election()).isEqualTo("other");
		assertThat(added.settings().name()).isEqualTo("named");
		assertThat(added.settings().fixedRate()).isEqualTo(Duration.ofHours(1));
		assertThat(added.settings().initialDelay()).isEqualTo(Duration.ofSeconds(2));
	}

	@Test
	void whenADurationIsANumberThenItHasTheUnitThatIsSaid() {
		ScheduleSettings settings = settings(Delayed.class);
		assertThat(settings.fixedDelay()).isEqualTo(Duration.ofMinutes(5));
		assertThat(settings.catchUp()).isEqualTo(Duration.ZERO);
		assertThat(settings.minRemaining()).isEqualTo(Duration.ofMillis(1500));
		assertThat(settings.interrupted()).isEqualTo(Interrupted.AGAIN);
	}

	@Test
	void whenNothingIsSaidOfCatchUpThenTheDefaultOfTheContextApplies() {
		assertThat(settings(Nightly.class).catchUp()).isEqualTo(Duration.ofHours(1));
		try (AnnotationConfigApplicationContext context = ScheduledContext.start(
				(one) -> one.registerBean(ScheduleDefaults.class, () -> new ScheduleDefaults(Duration.ofMinutes(3))),
				Nightly.class)) {
			assertThat(context.getBean(Recorded.class).added.get(0).settings().catchUp())
				.isEqualTo(Duration.ofMinutes(3));
		}
	}

	@Test
	void whenTheCronIsDisabledThenThereIsNoSchedule() {
		assertThat(ScheduledContext.added(Disabled.class)).isEmpty();
	}

	@Test
	void whenNoZoneIsSaidThenItIsThatOfTheMachine() {
		assertThat(settings(WithoutZone.class).zone()).isEqualTo(TimeZone.getDefault().toZoneId());
	}

	@Test
	void whenAnAnnotationIsRepeatedWithNamesThenEachIsASchedule() {
		assertThat(ScheduledContext.added(Repeated.class)).extracting((added) -> added.settings().name())
			.containsExactlyInAnyOrder("hourly", "daily");
	}

	@Test
	void whenAnAnnotationIsMadeOfItThenItsAliasesCount() {
		assertThat(settings(Composed.class).fixedRate()).isEqualTo(Duration.ofSeconds(7));
	}

	@Test
	void whenAnInterfaceOrASuperclassHasTheAnnotationThenTheClassHasTheSchedule() {
		assertThat(settings(Implementing.class).name()).isEqualTo("Implementing.run");
		assertThat(settings(Extending.class).name()).isEqualTo("Extending.run");
		assertThat(settings(Inheriting.class).name()).isEqualTo("Inheriting.run");
	}

	@Test
	void whenAMethodOverridesTheAnnotationThenItsOwnCounts() {
		assertThat(settings(Overriding.class).fixedRate()).isEqualTo(Duration.ofSeconds(2));
	}

	@Test
	void whenABeanIsBehindAProxyThenItsClassIsFound() {
		assertThat(settings(Proxies.class).name()).isEqualTo("Implementing.run");
	}

	@Test
	void whenAConfigurationIsProxiedThenItsMethodsAreFoundOnce() {
		assertThat(settings(Configured.class).name()).isEqualTo("Configured.run");
	}

	@Test
	void whenABeanIsMadeByAFactoryThenItsMethodsAreFound() {
		assertThat(settings(Factory.class).name()).isEqualTo("Nightly.run");
	}

	@Test
	void whenABeanIsLazyThenItIsCreatedAtTheStart() {
		assertThat(settings(LazyBean.class).name()).isEqualTo("LazyBean.run");
	}

	@Test
	void whenABeanIsBehindAScopedProxyThenEachRunGetsTheBeanOfThatTime() throws Exception {
		try (AnnotationConfigApplicationContext context = ScheduledContext
			.start((one) -> one.getBeanFactory().registerScope("thread", new SimpleThreadScope()), Scoped.class)) {
			Added added = context.getBean(Recorded.class).added.get(0);
			assertThat(context.getBean(Recorded.class).added).hasSize(1);
			assertThat(added.settings().name()).isEqualTo("Scoped.run");
			Scoped.created = 0;
			added.task().run(TaskRuns.fire());
			Thread thread = new Thread(() -> TaskRuns.run(added.task()));
			thread.start();
			thread.join();
			assertThat(Scoped.created).isEqualTo(2);
		}
	}

	@Test
	void whenRunsAreInterruptedThenNoneBeginsInTheTimeOfTheInterrupt() {
		assertThat(settings(Interruptible.class).minRemaining()).isEqualTo(Duration.ofMillis(1500));
	}

	@Test
	void whenTheContextIsClosedThenItsSchedulesAreRemoved() {
		AnnotationConfigApplicationContext context = ScheduledContext.start(Nightly.class);
		Recorded recorded = context.getBean(Recorded.class);
		assertThat(recorded.added).hasSize(1);
		context.close();
		assertThat(recorded.added).isEmpty();
	}

	@Test
	void whenABeanIsRegisteredLaterThenItsScheduleIsAddedBeforeTheElectionsContend() {
		try (AnnotationConfigApplicationContext context = ScheduledContext.start()) {
			context.registerBean(Nightly.class);
			context.getBean(ScheduledBeans.class).addNew();
			context.getBean(ScheduledBeans.class).addNew();
			assertThat(context.getBean(Recorded.class).added).hasSize(1);
		}
	}

	static class Nightly {

		@LeaderScheduled(cron = "0 0 3 * * *", zone = "Europe/Berlin")
		void run() {
		}

	}

	static class Placeholders {

		@LeaderScheduled(name = "${the.name}", election = "${the.election}", fixedRate = "${the.rate}",
				initialDelay = "#{1 + 1}s")
		void run() {
		}

	}

	static class Delayed {

		@LeaderScheduled(fixedDelay = "5", timeUnit = TimeUnit.MINUTES, catchUp = "0", minRemaining = "1500",
				interrupted = Interrupted.AGAIN)
		void run() {
		}

	}

	static class Disabled {

		@LeaderScheduled(cron = "${no.cron}")
		void run() {
		}

	}

	static class WithoutZone {

		@LeaderScheduled(cron = "${the.cron}")
		void run() {
		}

	}

	static class Repeated {

		@LeaderScheduled(name = "hourly", fixedRate = "1h")
		@LeaderScheduled(name = "daily", fixedRate = "1d")
		void run() {
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@LeaderScheduled
	@interface Every {

		@AliasFor(annotation = LeaderScheduled.class, attribute = "fixedRate")
		String value();

	}

	static class Composed {

		@Every("7s")
		void run() {
		}

	}

	interface Job {

		@LeaderScheduled(fixedRate = "1s")
		void run();

	}

	static class Implementing implements Job {

		@Override
		public void run() {
		}

	}

	abstract static class Base {

		@LeaderScheduled(fixedRate = "1s")
		void run() {
		}

	}

	static class Extending extends Base {

		@Override
		void run() {
		}

	}

	static class Inheriting extends Base {

	}

	static class Overriding implements Job {

		@Override
		@LeaderScheduled(fixedRate = "2s")
		public void run() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Proxies {

		@Bean
		Job job() {
			return (Job) new ProxyFactory(new Implementing()).getProxy();
		}

	}

	@Configuration
	static class Configured {

		@LeaderScheduled(fixedRate = "1s")
		void run() {
		}

	}

	static class Factory implements FactoryBean<Nightly> {

		@Override
		public Nightly getObject() {
			return new Nightly();
		}

		@Override
		public Class<?> getObjectType() {
			return Nightly.class;
		}

	}

	@Lazy
	static class LazyBean {

		@LeaderScheduled(fixedRate = "1s")
		void run() {
		}

	}

	@Scope(scopeName = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
	static class Scoped {

		static volatile int created;

		private boolean seen;

		@LeaderScheduled(fixedRate = "1s")
		void run(Fire fire) {
			if (!this.seen) {
				this.seen = true;
				created++;
			}
		}

	}

	static class Interruptible {

		@LeaderScheduled(fixedRate = "1s", onDemotion = OnDemotion.INTERRUPT)
		void run() {
		}

	}

}
