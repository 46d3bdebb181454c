package io.github.leaderkit.guard;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.LeaderOnly.Otherwise;
import io.github.leaderkit.LeadershipEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.Lifecycle;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.ContextStartedEvent;
import org.springframework.context.event.ContextStoppedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.core.ResolvableType;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;
import org.springframework.transaction.event.TransactionalEventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EarlyCalls} and {@link TriggeredWork}: whether a guarded method is
 * ever called while this instance can lead.
 */
class EarlyCallsTests {

	@ParameterizedTest
	@ValueSource(classes = { Runner.class, LineRunner.class, WholeRunner.class, ComposedRunner.class, Singletons.class,
			Configures.class, OnReady.class, OnReadyOrStarted.class, OnRefreshed.class, OnReadyByInterface.class,
			OnReadyByMeta.class, OnReadyLater.class, OnReadyInTransaction.class, OnReadyWithoutParameter.class,
			WholeListener.class })
	void whenAMethodIsOnlyCalledBeforeTheElectionsContendThenItIsRefused(Class<?> bean) {
		InvalidLeaderOnlyException refusal = GuardedContext.refusal(bean);
		assertThat(refusal.problem()).contains("it is only called before the elections contend, so it would never run");
		assertThat(refusal.fix()).contains("@LeaderOnly @EventListener void on(LeadershipEvent.Promoted event)");
	}

	@Test
	void whenTheBeanIsALambdaThenTheRefusalNamesItsInterface() {
		InvalidLeaderOnlyException refusal = GuardedContext
			.refusal((context) -> context.registerBean(LeaderRunner.class, () -> (arguments) -> {
			}));
		assertThat(refusal.problem())
			.contains("The method " + LeaderRunner.class.getName() + ".run(ApplicationArguments) is annotated");
	}

	@ParameterizedTest
	@ValueSource(classes = { OnDemoted.class, OnDraining.class, OnStopped.class, OnDemotedByInterface.class })
	void whenAListenerIsOnlyCalledAfterALeadershipThenItIsRefused(Class<?> bean) {
		InvalidLeaderOnlyException refusal = GuardedContext.refusal(bean);
		assertThat(refusal.problem()).contains("it is only called when a leadership is over");
		assertThat(refusal.fix()).contains("Remove @LeaderOnly");
	}

	@ParameterizedTest
	@ValueSource(classes = { Life.class, SmartLife.class, WholeLife.class })
	void whenAMethodOfALifecycleIsGuardedThenItIsRefusedInFavourOfLeaderLifecycle(Class<?> bean) {
		assertThat(GuardedContext.refusal(bean).fix()).contains("@LeaderLifecycle");
	}

	@ParameterizedTest
	@ValueSource(classes = { OnPromoted.class, OnReadyOrClosed.class, OnStartedOrClosed.class, OnAvailability.class,
			OnAnything.class, OnGenericEvents.class })
	void whenSomeOfTheEventsMayComeLaterThenTheListenerIsAccepted(Class<?> bean) {
		GuardedContext.start(new FakeElection("default"), bean).close();
	}

	@Test
	void whenThisInstanceIsPromotedThenAGuardedListenerDoesSomethingOnTheLeader() {
		FakeElection election = new FakeElection("default");
		try (AnnotationConfigApplicationContext context = GuardedContext.start(election, OnPromoted.class)) {
			LeadershipEvent.Promoted event = new LeadershipEvent.Promoted("default", 7, "here", Instant.EPOCH);
			context.publishEvent(event);
			assertThat(context.getBean(OnPromoted.class).events()).isEmpty();
			election.won();
			context.publishEvent(event);
			assertThat(context.getBean(OnPromoted.class).events()).containsExactly(event);
		}
	}

	@Test
	void whenATaskIsScheduledOnlyOnceThenItIsRefusedUnlessItSaysOtherwise() {
		InvalidLeaderOnlyException refusal = GuardedContext.refusal(Once.class);
		assertThat(refusal.problem()).contains("it is scheduled to run only once");
		assertThat(refusal.fix()).contains("LeadershipEvent.Promoted", "Otherwise.SKIP");
		GuardedContext.start(new FakeElection("default"), OnceSkipped.class, Repeated.class).close();
	}

	static class Runner implements ApplicationRunner {

		@LeaderOnly
		@Override
		public void run(ApplicationArguments arguments) {
		}

	}

	static class LineRunner implements CommandLineRunner {

		@LeaderOnly
		@Override
		public void run(String... arguments) {
		}

	}

	@LeaderOnly
	static class WholeRunner implements CommandLineRunner {

		@Override
		public void run(String... arguments) {
		}

		void work() {
		}

	}

	interface OwnRunner extends ApplicationRunner {

	}

	static class ComposedRunner implements OwnRunner {

		@LeaderOnly(otherwise = Otherwise.SKIP)
		@Override
		public void run(ApplicationArguments arguments) {
		}

	}

	static class Singletons implements SmartInitializingSingleton {

		@LeaderOnly
		@Override
		public void afterSingletonsInstantiated() {
		}

	}

	static class Configures implements SchedulingConfigurer {

		@LeaderOnly
		@Override
		public void configureTasks(ScheduledTaskRegistrar registrar) {
		}

	}

	static class OnReady {

		@LeaderOnly
		@EventListener
		void on(ApplicationReadyEvent event) {
		}

	}

	static class OnReadyOrStarted {

		@LeaderOnly
		@EventListener({ ApplicationReadyEvent.class, ApplicationStartedEvent.class, ContextRefreshedEvent.class })
		void on(ApplicationEvent event) {
		}

	}

	static class OnRefreshed {

		@LeaderOnly
		@EventListener
		void on(ContextRefreshedEvent event) {
		}

	}

	static class OnReadyByInterface implements ApplicationListener<ApplicationReadyEvent> {

		@LeaderOnly
		@Override
		public void onApplicationEvent(ApplicationReadyEvent event) {
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@EventListener(ApplicationReadyEvent.class)
	@interface WhenReady {

	}

	static class OnReadyByMeta {

		@LeaderOnly
		@WhenReady
		void ready() {
		}

	}

	static class OnReadyLater {

		@Async
		@LeaderOnly
		@EventListener
		void on(ApplicationReadyEvent event) {
		}

	}

	static class OnReadyInTransaction {

		@LeaderOnly
		@TransactionalEventListener(fallbackExecution = true)
		void on(ApplicationReadyEvent event) {
		}

	}

	static class OnReadyWithoutParameter {

		@LeaderOnly
		@EventListener(ApplicationReadyEvent.class)
		void ready() {
		}

	}

	@LeaderOnly
	static class WholeListener {

		@EventListener
		void on(ApplicationReadyEvent event) {
		}

		void work() {
		}

	}

	static class OnDemoted {

		@LeaderOnly
		@EventListener
		void on(LeadershipEvent.Demoted event) {
		}

	}

	static class OnDraining {

		@LeaderOnly
		@EventListener({ LeadershipEvent.Draining.class, LeadershipEvent.Demoted.class })
		void on() {
		}

	}

	static class OnStopped {

		@LeaderOnly
		@EventListener
		void on(ContextStoppedEvent event) {
		}

	}

	static class OnDemotedByInterface implements ApplicationListener<ContextStoppedEvent> {

		@LeaderOnly
		@Override
		public void onApplicationEvent(ContextStoppedEvent event) {
		}

	}

	static class Life implements Lifecycle {

		@LeaderOnly
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

	static class SmartLife extends Life implements SmartLifecycle {

		@LeaderOnly
		@Override
		public void stop(Runnable callback) {
			callback.run();
		}

	}

	@LeaderOnly
	static class WholeLife extends Life {

		@Override
		public void start() {
		}

		void work() {
		}

	}

	static class OnPromoted {

		private final List<LeadershipEvent> events = new ArrayList<>();

		@LeaderOnly
		@EventListener
		void on(LeadershipEvent.Promoted event) {
			this.events.add(event);
		}

		List<LeadershipEvent> events() {
			return this.events;
		}

	}

	static class OnReadyOrClosed {

		@LeaderOnly
		@EventListener({ ApplicationReadyEvent.class, ContextClosedEvent.class })
		void on(ApplicationEvent event) {
		}

	}

	static class OnStartedOrClosed {

		@LeaderOnly
		@EventListener
		void on(ContextStartedEvent event) {
		}

	}

	static class OnAvailability {

		@LeaderOnly
		@EventListener
		void on(AvailabilityChangeEvent<?> event) {
		}

	}

	static class OnAnything {

		@LeaderOnly
		@EventListener
		void on(ApplicationEvent event) {
		}

	}

	static class OnGenericEvents implements GenericApplicationListener {

		@Override
		public boolean supportsEventType(ResolvableType type) {
			return type.isAssignableFrom(ContextClosedEvent.class);
		}

		@LeaderOnly
		@Override
		public void onApplicationEvent(ApplicationEvent event) {
		}

	}

	static class Once {

		@LeaderOnly
		@Scheduled(initialDelay = 1000)
		void run() {
		}

	}

	static class OnceSkipped {

		@LeaderOnly(otherwise = Otherwise.SKIP)
		@Scheduled(initialDelay = 1000)
		void run() {
		}

	}

	static class Repeated {

		@LeaderOnly
		@Scheduled(initialDelay = 1000)
		@Scheduled(cron = "0 0 3 * * *")
		void run() {
		}

	}

	interface LeaderRunner extends ApplicationRunner {

		@LeaderOnly
		@Override
		void run(ApplicationArguments arguments);

	}

}
