package io.github.leaderkit.context;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderLifecycle;
import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.context.LedApplication.Recorded;
import io.github.leaderkit.guard.LeaderOnlyRegistrar;
import org.aopalliance.intercept.MethodInterceptor;
import org.assertj.core.api.AbstractThrowableAssert;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.Lifecycle;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.support.PropertySourcesPlaceholderConfigurer;
import org.springframework.core.Ordered;
import org.springframework.core.env.MapPropertySource;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for how {@link LeaderLifecycleProcessor} takes beans over, and what it refuses.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class LeaderLifecycleProcessorTests {

	private final LedApplication application = new LedApplication();

	@AfterEach
	void close() {
		this.application.close();
	}

	@Test
	void whenTheClassIsOpenThenTheBeanKeepsItsClass() {
		this.application.start(OnClass.class);
		assertThat(AopUtils.isCglibProxy(this.application.bean(OnClass.class))).isTrue();
		isLed(this.application.bean(OnClass.class));
	}

	@Test
	void whenASuperclassCarriesTheAnnotationThenTheBeanIsLed() {
		this.application.start(Inherits.class);
		isLed(this.application.bean(Inherits.class));
	}

	@Test
	void whenAnotherAnnotationCarriesTheAnnotationThenTheBeanIsLed() {
		this.application.start(WithMetaAnnotation.class);
		isLed(this.application.bean(WithMetaAnnotation.class));
	}

	@Test
	void whenTheClassIsFinalThenTheBeanIsKnownByItsInterfaces() {
		this.application.start(FinalClass.class);
		SmartLifecycle bean = this.application.bean(SmartLifecycleOfFinalClass.class);
		assertThat(Proxy.isProxyClass(bean.getClass())).isTrue();
		isLed(bean);
	}

	@Test
	void whenAMethodIsFinalAndAutoStartupCanBeSetThenTheBeanStaysItself() {
		this.application.start(FinalMethod.class);
		FinalMethod bean = this.application.bean(FinalMethod.class);
		assertThat(bean.getClass()).isEqualTo(FinalMethod.class);
		assertThat(bean.isAutoStartup()).isFalse();
		isLed(bean);
	}

	@Test
	void whenABeanThatCannotBeInterceptedIsStartedWithTheContextThenItIsStoppedAgain() {
		this.application.start(FinalMethod.class);
		FinalMethod bean = this.application.bean(FinalMethod.class);
		this.application.context().start();
		assertThat(bean.log()).containsExactly("+bean", "-bean");
	}

	@Test
	void whenTheBeanHasAProxyThenThatIsUsed() {
		this.application.start(Advising.class, OnClass.class);
		OnClass bean = this.application.bean(OnClass.class);
		assertThat(AopUtils.isCglibProxy(bean)).isTrue();
		assertThat(AopUtils.getTargetClass(bean)).isEqualTo(OnClass.class);
		isLed(bean);
		assertThat(this.application.bean(Advising.class).calls).contains("start");
	}

	@Test
	void whenAFactoryIsALifecycleThenItIsLed() {
		this.application.start(LifecycleFactory.class);
		isLed((SmartLifecycle) this.application.context.getBean("&" + name(LifecycleFactory.class)));
		assertThat(this.application.bean(String.class)).isEqualTo("product");
	}

	@Test
	void whenTheProductOfAFactoryIsALifecycleThenItIsLed() {
		this.application.start(FactoryOfLifecycle.class);
		isLed(this.application.bean(Recorded.class));
	}

	@Test
	void whenTheBeanIsLazyThenItIsCreatedAtTheStart() {
		this.application.start(LazyBean.class);
		assertThat(this.application.context.getBeanFactory().containsSingleton("lazy")).isTrue();
		isLed((SmartLifecycle) this.application.context.getBean("lazy"));
	}

	@Test
	void whenTheBeanIsNoSmartLifecycleThenItIsStartedAndStopped() {
		this.application.start(Plain.class);
		Plain bean = this.application.bean(Plain.class);
		this.application.lead();
		Awaitility.await().until(bean::isRunning);
		this.application.follow();
		Awaitility.await().until(() -> !bean.isRunning());
	}

	@Test
	void whenBeansReferToEachOtherThenBothSeeTheSameBean() {
		this.application.context.setAllowCircularReferences(true);
		this.application.start(Chicken.class, Egg.class);
		assertThat(this.application.bean(Egg.class).chicken).isSameAs(this.application.bean(Chicken.class));
		isLed(this.application.bean(Chicken.class));
	}

	@Test
	void whenABeanOfOthersIsNamedThenItIsLed() {
		this.application.name("theirs", "").start(OfOthers.class);
		isLed((SmartLifecycle) this.application.context.getBean("theirs"));
		assertThat(((SmartLifecycle) this.application.context.getBean("free")).isRunning()).isTrue();
	}

	@Test
	void whenABeanIsNamedByItsAliasThenItIsLed() {
		this.application.name("alias", "").start(OfOthers.class);
		isLed((SmartLifecycle) this.application.context.getBean("theirs"));
	}

	@Test
	void whenABeanIsAnnotatedAndNamedForOneElectionThenItIsLedOnce() {
		this.application.name(name(OnClass.class), "").start(OnClass.class);
		isLed(this.application.bean(OnClass.class));
	}

	@Test
	void whenTheElectionIsAPlaceholderThenItIsResolved() {
		this.application.context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("test", Map.of("the.election", "default")));
		this.application.start(WithPlaceholder.class);
		isLed(this.application.bean(WithPlaceholder.class));
	}

	@Test
	void whenAnotherElectionIsLedThenTheBeanDoesNotRun() {
		this.application.engine.create("nightly", ElectionSettings.withKey("nightly").autoStart(false).build());
		this.application.start(Nightly.class);
		Nightly bean = this.application.bean(Nightly.class);
		this.application.lead();
		Awaitility.await().during(Duration.ofMillis(200)).until(() -> !bean.isRunning());
		this.application.engine.get("nightly").start();
		Awaitility.await().until(bean::isRunning);
	}

	@Test
	void whenTheElectionIsCreatedAnewThenTheBeanFollowsTheNewOne() throws Exception {
		this.application.start(OnClass.class);
		this.application.engine.close("default").toCompletableFuture().get();
		this.application.engine.create("default", ElectionSettings.withKey("app").build());
		Awaitility.await().until(this.application.bean(OnClass.class)::isRunning);
	}

	@Test
	void whenTheElectionsAreThoseOfAParentThenTheBeansOfTheChildAreLedUntilItCloses() {
		this.application.name("theirs", "").start(OfOthers.class);
		AnnotationConfigApplicationContext child = new AnnotationConfigApplicationContext();
		child.setParent(this.application.context);
		LedApplication.processor(child, Map.of("theirs", ""));
		child.register(OnClass.class);
		child.refresh();
		OnClass bean = child.getBean(OnClass.class);
		isLed(bean);
		this.application.lead();
		Awaitility.await().until(bean::isRunning);
		child.close();
		assertThat(bean.isRunning()).isFalse();
		this.application.follow();
		this.application.lead();
		Awaitility.await().until(((SmartLifecycle) this.application.context.getBean("theirs"))::isRunning);
		assertThat(bean.isRunning()).isFalse();
	}

	@Test
	void whenTheBeanIsNoLifecycleThenItIsRefused() {
		refused(NoLifecycle.class).hasMessageContaining("it cannot be started and stopped")
			.hasMessageContaining("Let it implement Lifecycle or SmartLifecycle");
	}

	@Test
	void whenTheBeanIsAPrototypeThenItIsRefused() {
		refused(PrototypeBean.class).hasMessageContaining("its scope is 'prototype'")
			.hasMessageContaining("Make it a singleton");
	}

	@Test
	void whenTheElectionDoesNotExistThenTheBeanIsRefused() {
		refused(Nightly.class)
			.hasMessageContaining("the election 'nightly', which does not exist. The elections are [default].");
	}

	@Test
	void whenNoElectionIsTheDefaultThenTheBeanIsRefused() {
		this.application.engine.close("default");
		Awaitility.await().until(() -> this.application.engine.names().isEmpty());
		refused(OnClass.class).hasMessageContaining("none of the elections [] is the default");
	}

	@Test
	void whenThereIsNoSuchBeanThenTheNamesThatThereAreAreTold() {
		this.application.name("typo", "");
		refused(OfOthers.class).hasMessageContaining("The bean 'typo'")
			.hasMessageContaining("there is no bean of that name")
			.hasMessageContaining("theirs, free");
	}

	@Test
	void whenABeanFollowsTwoElectionsThenItIsRefused() {
		this.application.name(name(Nightly.class), "default");
		refused(Nightly.class).hasMessageContaining("two elections, 'nightly' by annotation and 'default' by property");
	}

	@Test
	void whenThePlaceholderHasNoValueThenTheBeanIsRefused() {
		refused(WithPlaceholder.class, PropertySourcesPlaceholderConfigurer.class)
			.hasMessageContaining("'${the.election}', which cannot be resolved")
			.hasMessageContaining("Define the property that it refers to.");
	}

	@Test
	void whenTheBeanIsCreatedTooEarlyThenItIsRefused() {
		refused(Early.class, OnClass.class).hasMessageContaining("created too early");
	}

	@Test
	void whenThereAreNoElectionsThenTheBeanIsRefused() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			LedApplication.processor(context, Map.of());
			context.register(OnClass.class);
			assertThatExceptionOfType(InvalidLeaderLifecycleException.class).isThrownBy(context::refresh)
				.withMessageContaining("there is no LeaderElections bean");
		}
	}

	@Test
	void whenAMethodOfALedBeanIsScheduledThenThatIsWarnedOf(CapturedOutput output) {
		this.application.start(Scheduling.class);
		assertThat(output)
			.contains("The bean '" + name(Scheduling.class) + "' runs only while this instance leads, but its method "
					+ Scheduling.class.getName() + ".poll is called on every instance")
			.contains("Annotate the method with @LeaderOnly");
	}

	@Test
	void whenAMethodOfALedBeanIsGuardedOrNotCalledThenNothingIsWarnedOf(CapturedOutput output) {
		this.application.context.register(GuardedConfiguration.class);
		this.application.start(GuardedScheduling.class, OnClass.class);
		assertThat(output).doesNotContain("is called on every instance");
	}

	private AbstractThrowableAssert<?, ? extends Throwable> refused(Class<?>... beans) {
		Throwable failure = catchThrowable(() -> this.application.start(beans));
		while (failure != null && !(failure instanceof InvalidLeaderLifecycleException)) {
			failure = failure.getCause();
		}
		assertThat(failure).isInstanceOfSatisfying(InvalidLeaderLifecycleException.class,
				(ex) -> assertThat(ex.getMessage()).isEqualTo(ex.problem() + " " + ex.fix()));
		return assertThat(failure);
	}

	private void isLed(SmartLifecycle bean) {
		assertThat(bean.isAutoStartup()).isFalse();
		assertThat(bean.isRunning()).isFalse();
		this.application.lead();
		LedApplication.awaitRunning(bean, true);
		this.application.follow();
		LedApplication.awaitRunning(bean, false);
	}

	private static String name(Class<?> type) {
		return "leaderLifecycleProcessorTests." + type.getSimpleName();
	}

	@LeaderLifecycle
	static class OnClass extends Recorded {

	}

	@LeaderLifecycle
	static class Scheduling extends Recorded {

		@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.DAYS)
		void poll() {
		}

	}

	@LeaderLifecycle
	static class GuardedScheduling extends Recorded {

		@LeaderOnly
		@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.DAYS)
		void poll() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(LeaderOnlyRegistrar.class)
	static class GuardedConfiguration {

	}

	static class Inherits extends OnClass {

	}

	@Retention(RetentionPolicy.RUNTIME)
	@LeaderLifecycle
	@interface WhileLeading {

	}

	@WhileLeading
	static class WithMetaAnnotation extends Recorded {

	}

	@LeaderLifecycle("nightly")
	static class Nightly extends Recorded {

	}

	@LeaderLifecycle("${the.election}")
	static class WithPlaceholder extends Recorded {

	}

	interface SmartLifecycleOfFinalClass extends SmartLifecycle {

	}

	@LeaderLifecycle
	static final class FinalClass extends Recorded implements SmartLifecycleOfFinalClass {

	}

	@LeaderLifecycle
	public static class FinalMethod extends Recorded {

		private boolean autoStartup = true;

		@Override
		public final boolean isRunning() {
			return super.isRunning();
		}

		@Override
		public boolean isAutoStartup() {
			return this.autoStartup;
		}

		public void setAutoStartup(boolean autoStartup) {
			this.autoStartup = autoStartup;
		}

	}

	@LeaderLifecycle
	static class Plain implements Lifecycle {

		private volatile boolean running;

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

	}

	@LeaderLifecycle
	static class NoLifecycle {

	}

	@LeaderLifecycle
	static class LifecycleFactory extends Recorded implements FactoryBean<String> {

		@Override
		public String getObject() {
			return "product";
		}

		@Override
		public Class<?> getObjectType() {
			return String.class;
		}

	}

	@LeaderLifecycle
	static class FactoryOfLifecycle implements FactoryBean<Recorded> {

		@Override
		public Recorded getObject() {
			return new Recorded();
		}

		@Override
		public Class<?> getObjectType() {
			return Recorded.class;
		}

	}

	@LeaderLifecycle
	static class Chicken extends Recorded {

		@Autowired
		Egg egg;

	}

	static class Egg {

		@Autowired
		Chicken chicken;

	}

	static class Early implements BeanPostProcessor, Ordered {

		Early(OnClass bean) {
		}

		@Override
		public int getOrder() {
			return 0;
		}

	}

	/**
	 * Another post-processor, which makes proxies of its own.
	 */
	static class Advising implements BeanPostProcessor, Ordered {

		private final List<String> calls = new CopyOnWriteArrayList<>();

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			if (!(bean instanceof OnClass)) {
				return bean;
			}
			ProxyFactory factory = new ProxyFactory(bean);
			factory.setProxyTargetClass(true);
			factory.addAdvice((MethodInterceptor) (invocation) -> {
				this.calls.add(invocation.getMethod().getName());
				return invocation.proceed();
			});
			return factory.getProxy();
		}

		@Override
		public int getOrder() {
			return 0;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyBean {

		@Bean
		@Lazy
		@LeaderLifecycle
		Recorded lazy() {
			return new Recorded();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrototypeBean {

		@Bean
		@Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
		@LeaderLifecycle
		Recorded many() {
			return new Recorded();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfOthers {

		@Bean({ "theirs", "alias" })
		Recorded theirs() {
			return new Recorded();
		}

		@Bean
		Recorded free() {
			return new Recorded();
		}

	}

}
