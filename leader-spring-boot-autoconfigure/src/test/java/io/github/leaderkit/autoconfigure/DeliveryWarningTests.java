package io.github.leaderkit.autoconfigure;

import java.time.Instant;
import java.util.stream.IntStream;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.context.LeaderElectionsLifecycle;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.core.ResolvableType;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.support.TaskUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the warning that listeners of demotions are called on another thread.
 */
@Tag("slow")
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class DeliveryWarningTests {

	private static final String DELIVERED = "Application events are delivered by other threads";

	private static final String REMEDY = "the lease may be released before they have been called. Use a bean of type "
			+ "LeadershipListener for what must happen while the lease is held";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class))
		.withPropertyValues("leader.key=app", "leader.standalone=true");

	@ParameterizedTest
	@ValueSource(classes = { WithExecutor.class, OfTheirOwn.class })
	void whenEventsAreDeliveredByOtherThreadsThenThatIsWarnedOfOnce(Class<?> multicaster, CapturedOutput output) {
		this.contextRunner.withUserConfiguration(multicaster, Listener.class).run((context) -> {
			lead(context);
			Awaitility.await().untilAsserted(() -> assertThat(output).contains(DELIVERED).contains(REMEDY));
			context.getBean(LeaderElection.class).resign();
			Awaitility.await().until(() -> context.getBean(Listener.class).promotions > 1);
		});
		assertThat(output.getOut().split(DELIVERED)).hasSize(2);
	}

	@Test
	void whenEventsAreDeliveredByOtherThreadsInAChildContextOnlyThenThatIsWarnedOf(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			lead(context);
			try (AnnotationConfigApplicationContext child = new AnnotationConfigApplicationContext()) {
				child.setParent(context.getSourceApplicationContext());
				child.register(WithExecutor.class, Listener.class);
				child.refresh();
				Awaitility.await().untilAsserted(() -> assertThat(output).contains(DELIVERED).contains(REMEDY));
			}
		});
	}

	@Test
	void whenNobodyListensToDemotionsThenNothingIsWarnedOf(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(WithExecutor.class, PromotionListener.class).run((context) -> {
			lead(context);
			Awaitility.await().until(() -> context.getBean(PromotionListener.class).promoted);
		});
		assertThat(output).doesNotContain(DELIVERED);
	}

	@ParameterizedTest
	@ValueSource(classes = { Listener.class, WithErrorHandler.class })
	void whenEventsAreDeliveredByTheirPublisherThenNothingIsWarnedOf(Class<?> application, CapturedOutput output) {
		this.contextRunner.withUserConfiguration(application, Listener.class).run((context) -> {
			lead(context);
			Awaitility.await().until(() -> context.getBean(Listener.class).promotions > 0);
		});
		assertThat(output).doesNotContain(DELIVERED).doesNotContain(REMEDY);
	}

	@Test
	void whenTheApplicationPublishesAnEventItselfThenNothingIsWarnedOf(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(Listener.class).run((context) -> {
			context.publishEvent(new Promoted("other", 1, "another", Instant.EPOCH));
			assertThat(context.getBean(Listener.class).promotions).isOne();
		});
		assertThat(output).doesNotContain(DELIVERED);
	}

	@ParameterizedTest
	@ValueSource(classes = { AsyncListener.class, AsyncClass.class })
	void whenAListenerOfDemotionsIsAsynchronousThenThatIsWarnedOf(Class<?> listener, CapturedOutput output) {
		this.contextRunner.withUserConfiguration(listener, WithAsync.class).run((context) -> {
			lead(context);
			Awaitility.await()
				.untilAsserted(() -> assertThat(output).contains(listener.getName() + ".on(" + Demoted.class.getName()
						+ ") listens to LeadershipEvent.Demoted and " + "is @Async: " + REMEDY));
		});
	}

	@Test
	void whenEventsAreDeliveredByOtherThreadsThenTheLastReadinessStateCounts() {
		this.contextRunner.withUserConfiguration(WithExecutor.class).run((context) -> {
			ObservedReadiness readiness = context.getBean(ObservedReadiness.class);
			assertThat(IntStream.range(0, 200)).allSatisfy((time) -> {
				AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
				AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
				assertThat(readiness.mayLead("default")).isTrue();
			});
			AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
			assertThat(readiness.mayLead("default")).isFalse();
		});
	}

	private static void lead(ApplicationContext context) {
		context.getBean(LeaderElectionsLifecycle.class).arm();
	}

	@Configuration(proxyBeanMethods = false)
	static class WithExecutor {

		@Bean
		SimpleApplicationEventMulticaster applicationEventMulticaster() {
			SimpleApplicationEventMulticaster multicaster = new SimpleApplicationEventMulticaster();
			multicaster.setTaskExecutor(new SimpleAsyncTaskExecutor());
			return multicaster;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithErrorHandler {

		@Bean
		SimpleApplicationEventMulticaster applicationEventMulticaster() {
			SimpleApplicationEventMulticaster multicaster = new SimpleApplicationEventMulticaster();
			multicaster.setErrorHandler(TaskUtils.LOG_AND_SUPPRESS_ERROR_HANDLER);
			return multicaster;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfTheirOwn {

		@Bean
		SimpleApplicationEventMulticaster applicationEventMulticaster() {
			return new SimpleApplicationEventMulticaster() {

				@Override
				public void multicastEvent(ApplicationEvent event, ResolvableType type) {
					new Thread(() -> super.multicastEvent(event, type)).start();
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class WithAsync {

	}

	static class Listener {

		private volatile int promotions;

		@EventListener
		void on(LeadershipEvent event) {
			this.promotions += (event instanceof Promoted) ? 1 : 0;
		}

	}

	static class PromotionListener {

		private volatile boolean promoted;

		@EventListener
		void on(Promoted event) {
			this.promoted = true;
		}

	}

	public static class AsyncListener {

		@Async
		@EventListener
		public void on(Demoted event) {
		}

	}

	@Async
	public static class AsyncClass {

		@EventListener
		public void on(Demoted event) {
		}

	}

}
