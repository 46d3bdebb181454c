package io.github.leaderkit.autoconfigure;

import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.github.leaderkit.LeaderLifecycle;
import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.LeadershipListener;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for which applications stay alive until they are closed.
 */
@Tag("slow")
class KeepAliveTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class))
		.withPropertyValues("leader.key=app", "leader.standalone=true");

	@ParameterizedTest
	@MethodSource("waiting")
	void whenAnApplicationWaitsToBePromotedThenItStaysAliveUntilItIsClosed(Class<?> application) {
		AtomicReference<Thread> thread = new AtomicReference<>();
		this.contextRunner.withUserConfiguration(application).run((context) -> {
			thread.set(threadOf(context));
			assertThat(thread.get()).matches(Thread::isAlive).matches((alive) -> !alive.isDaemon());
			thread.get().interrupt();
			context.pause();
			context.restart();
			assertThat(threadOf(context)).isSameAs(thread.get());
		});
		ended(thread.get());
	}

	static Stream<Class<?>> waiting() {
		return Stream.of(LedBean.class, PromotionListener.class, AnyLeadershipListener.class, PayloadListener.class,
				OfElections.class);
	}

	@Test
	void whenABeanIsNamedThenTheApplicationStaysAlive() {
		this.contextRunner.withBean("scheduler", ThreadPoolTaskScheduler.class)
			.withPropertyValues("leader.lifecycle-beans=scheduler")
			.run((context) -> assertThat(threadOf(context)).isNotNull());
	}

	@ParameterizedTest
	@ValueSource(strings = { "leader.enabled=false", "leader.auto-start=false", "leader.candidate=false" })
	void whenTheInstanceDoesNotContendThenTheApplicationStaysAliveAsOthersDo(String property) {
		this.contextRunner.withUserConfiguration(LedBean.class)
			.withPropertyValues(property)
			.run((context) -> assertThat(threadOf(context)).isNotNull());
	}

	@ParameterizedTest
	@MethodSource("others")
	void whenAnApplicationDoesNotWaitToBePromotedThenNothingKeepsItAlive(Class<?> application) {
		this.contextRunner.withUserConfiguration(application).run((context) -> assertThat(threadOf(context)).isNull());
	}

	static Stream<Class<?>> others() {
		return Stream.of(Guarded.class, ListenerOfEverything.class, DemotionListener.class, OfALibrary.class);
	}

	@Test
	void whenKeepAliveIsSetThenThatCounts() {
		this.contextRunner.withPropertyValues("leader.keep-alive=true")
			.run((context) -> assertThat(threadOf(context)).isNotNull());
		this.contextRunner.withUserConfiguration(LedBean.class)
			.withPropertyValues("leader.keep-alive=false")
			.run((context) -> assertThat(threadOf(context)).isNull());
	}

	@Test
	void whenTheStartFailsThenNoThreadIsLeft() {
		FailingOnRefresh.keepAlive = null;
		this.contextRunner.withUserConfiguration(LedBean.class, FailingOnRefresh.class)
			.run((context) -> assertThat(context).hasFailed());
		KeepAlive keepAlive = FailingOnRefresh.keepAlive;
		assertThat(keepAlive).isNotNull();
		ended(keepAlive.thread());
	}

	@Test
	void whenBeansAreLazyThenTheApplicationStaysAliveAllTheSame() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Parent.class,
				PromotionListener.class)
			.web(WebApplicationType.NONE)
			.properties("leader.key=app", "leader.standalone=true")
			.lazyInitialization(true)
			.run()) {
			assertThat(threadOf(context)).isNotNull();
		}
	}

	@Test
	void whenAChildContextListensToPromotionsThenTheApplicationStaysAlive() {
		try (ConfigurableApplicationContext child = new SpringApplicationBuilder(Parent.class)
			.web(WebApplicationType.NONE)
			.properties("leader.key=app", "leader.standalone=true")
			.child(PromotionListener.class)
			.web(WebApplicationType.NONE)
			.run(); ConfigurableApplicationContext parent = (ConfigurableApplicationContext) child.getParent()) {
			assertThat(threadOf(parent)).isNotNull();
		}
	}

	private static Thread threadOf(ApplicationContext context) {
		return context.getBean(KeepAlive.class).thread();
	}

	private static void ended(Thread thread) {
		assertThat(thread).isNotNull().satisfies((one) -> {
			one.join(10_000);
			assertThat(one.isAlive()).isFalse();
		});
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(LeaderAutoConfiguration.class)
	static class Parent {

	}

	@Configuration(proxyBeanMethods = false)
	static class LedBean {

		@Bean
		@LeaderLifecycle
		ThreadPoolTaskScheduler scheduler() {
			return new ThreadPoolTaskScheduler();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PromotionListener {

		@EventListener
		void on(Promoted event) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AnyLeadershipListener {

		@EventListener
		void on(LeadershipEvent event) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PayloadListener {

		@Bean
		Payloads payloads() {
			return new Payloads();
		}

	}

	static class Payloads implements ApplicationListener<PayloadApplicationEvent<Promoted>> {

		@Override
		public void onApplicationEvent(PayloadApplicationEvent<Promoted> event) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfElections {

		@Bean
		LeadershipListener listener() {
			return (event) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfALibrary {

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		LeadershipListener listener() {
			return (event) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ListenerOfEverything {

		@EventListener
		void on(Object event) {
		}

		@EventListener
		void on(Record event) {
		}

		@EventListener
		void on(ApplicationEvent event) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DemotionListener {

		@EventListener
		void on(Demoted event) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Guarded {

		@Bean
		Work work() {
			return new Work();
		}

	}

	public static class Work {

		@LeaderOnly
		public void work() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FailingOnRefresh {

		private static KeepAlive keepAlive;

		@Autowired
		KeepAlive started;

		@EventListener
		void on(ContextRefreshedEvent event) {
			keepAlive = this.started;
			throw new IllegalStateException("failing");
		}

	}

}
