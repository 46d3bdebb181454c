package io.github.leaderkit.guard;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.github.leaderkit.LeaderOnly;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanDefinitionCustomizer;
import org.springframework.beans.factory.config.SmartInstantiationAwareBeanPostProcessor;
import org.springframework.context.ApplicationContext;
import org.springframework.context.Lifecycle;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UnseenBeans}.
 */
class UnseenBeansTests {

	private final FakeElection election = new FakeElection("default");

	@ParameterizedTest
	@ValueSource(classes = { PrivateMethod.class, StaticMethod.class, FinalMethod.class })
	void whenNoProxyCouldInterceptTheMethodOfAReadyMadeObjectThenItIsRefusedForThat(Class<?> type) {
		assertThat(refusedReadyMade(BeanUtils.instantiateClass(type)).problem())
			.contains("a call would not be intercepted");
	}

	@Test
	void whenTheMethodOfAReadyMadeObjectWouldNeverRunThenItIsRefusedForThat() {
		assertThat(refusedReadyMade(new Starting()).fix()).contains("Annotate the bean with @LeaderLifecycle");
	}

	@Test
	void whenAProxyCouldInterceptTheMethodOfAReadyMadeObjectByItsInterfaceThenItIsRefusedAsReadyMade() {
		assertThat(refusedReadyMade(new FinalImplementation()).problem())
			.contains(FinalImplementation.class.getName() + ".run()", "registered as an object");
	}

	@Test
	void whenAReadyMadeObjectIsALambdaOrAProxyThenTheRefusalNamesTheMethodOfItsInterface() {
		Task lambda = () -> {
		};
		Object jdkProxy = Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Task.class },
				(proxy, method, arguments) -> null);
		ProxyFactory withoutTarget = new ProxyFactory();
		withoutTarget.setInterfaces(Task.class);
		for (Object object : List.of(lambda, jdkProxy, withoutTarget.getProxy())) {
			assertThat(refusedReadyMade(object).problem())
				.startsWith("The method " + Task.class.getName() + ".run() of");
		}
	}

	@Test
	void whenNothingCanBeSeenOfAReadyMadeProxyButItsClassThenItIsRefused() {
		ProxyFactory opaque = new ProxyFactory(new Job());
		opaque.setProxyTargetClass(true);
		opaque.setOpaque(true);
		assertThat(refusedReadyMade(opaque.getProxy()).problem()).contains(Job.class.getName() + ".run()");
	}

	@Test
	void whenOnlyTheClassOfAReadyMadeObjectIsAnnotatedThenTheRefusalSaysSo() {
		assertThat(refusedReadyMade(new Whole()).problem())
			.contains("Whole.run() of the bean 'job' is annotated with @LeaderOnly on its class, but");
		assertThat(refusedReadyMade(new Job()).problem())
			.contains("Job.run() of the bean 'job' is annotated with @LeaderOnly, but");
	}

	@Test
	void whenABeanRegistersAReadyMadeObjectAsItStartsThenItIsRefused() {
		assertThat(GuardedContext.refusal(UnseenBeansTests::registerAtStart).problem())
			.contains("registered as an object");
	}

	@Test
	void whenEventsArePublishedOnOtherThreadsThenTheStartIsRefusedAllTheSame() {
		assertThat(GuardedContext.refusal((context) -> {
			registerAtStart(context);
			context.registerBean(AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME,
					SimpleApplicationEventMulticaster.class, () -> {
						SimpleApplicationEventMulticaster events = new SimpleApplicationEventMulticaster();
						events.setTaskExecutor(new SimpleAsyncTaskExecutor());
						return events;
					});
		})).isNotNull();
	}

	@Test
	void whenABeanIsBeingCreatedThenItIsNotTakenForOneThatOthersWereGivenEarly() {
		Consumer<ApplicationContext> refreshed = (context) -> context.publishEvent(new ContextRefreshedEvent(context));
		try (AnnotationConfigApplicationContext context = GuardedContext.start(this.election,
				(beans) -> beans.registerBean(Announcing.class, () -> new Announcing(refreshed),
						(definition) -> definition.setLazyInit(true)))) {
			AtomicInteger runs = new AtomicInteger();
			context.getBean(Announcing.class).run(runs);
			assertThat(runs).hasValue(0);
		}
	}

	@Test
	void whenABeanOfAParentIsBeingCreatedThenItIsNotGivenToOthersEarly() {
		List<String> givenEarly = new ArrayList<>();
		Consumer<ApplicationContext> startsChild = (
				parent) -> GuardedContext.start(this.election, (child) -> child.setParent(parent)).close();
		try (AnnotationConfigApplicationContext parent = new AnnotationConfigApplicationContext()) {
			parent.registerBean(RecordsEarly.class, () -> new RecordsEarly(givenEarly));
			parent.registerBean(Parental.class, () -> new Parental(startsChild));
			parent.refresh();
		}
		assertThat(givenEarly).isEmpty();
	}

	@Test
	void whenABeanOfAParentIsCreatedLaterOrManyTimesThenItIsRefused() {
		for (BeanDefinitionCustomizer customizer : List.<BeanDefinitionCustomizer>of((definition) -> {
		}, (definition) -> definition.setLazyInit(true),
				(definition) -> definition.setScope(BeanDefinition.SCOPE_PROTOTYPE))) {
			try (AnnotationConfigApplicationContext parent = new AnnotationConfigApplicationContext()) {
				parent.registerBean("job", Job.class, customizer);
				parent.refresh();
				assertThat(GuardedContext.refusal((child) -> child.setParent(parent)).problem()).contains("'job'",
						"a parent or child");
			}
		}
	}

	@Test
	void whenABeanOfAParentIsBehindAProxyThenItIsRefused() {
		try (AnnotationConfigApplicationContext parent = new AnnotationConfigApplicationContext()) {
			parent.registerBean("task", Runnable.class, () -> {
				ProxyFactory proxyFactory = new ProxyFactory(new RunnableJob());
				return (Runnable) proxyFactory.getProxy();
			});
			parent.refresh();
			assertThat(GuardedContext.refusal((child) -> child.setParent(parent)).problem()).contains("'task'",
					RunnableJob.class.getName());
		}
	}

	@Test
	void whenAParentIsNotConfigurableThenItsBeansAreRefusedAsWell() {
		try (AnnotationConfigApplicationContext parent = new AnnotationConfigApplicationContext(Job.class)) {
			ApplicationContext view = (ApplicationContext) Proxy.newProxyInstance(getClass().getClassLoader(),
					new Class<?>[] { ApplicationContext.class },
					(proxy, method, arguments) -> method.invoke(parent, arguments));
			assertThat(GuardedContext.refusal((child) -> child.setParent(view)).problem())
				.contains("a parent or child");
		}
	}

	@Test
	void whenAParentAppliesTheAnnotationThenItsBeansThatAreCreatedLaterAreAccepted() {
		try (AnnotationConfigApplicationContext parent = GuardedContext.start(this.election,
				(context) -> context.registerBean(Job.class, (definition) -> definition.setLazyInit(true)))) {
			GuardedContext.start(this.election, (child) -> child.setParent(parent)).close();
		}
	}

	@Test
	void whenAParentHasALazyFactoryOfUnknownTypeThenItStaysLazy() {
		AtomicInteger created = new AtomicInteger();
		try (GenericApplicationContext parent = new GenericApplicationContext()) {
			parent.registerBean("unknown", UnknownFactory.class, () -> new UnknownFactory(created),
					(definition) -> definition.setLazyInit(true));
			parent.refresh();
			GuardedContext.start(this.election, (child) -> child.setParent(parent)).close();
		}
		assertThat(created).hasValue(0);
	}

	private static InvalidLeaderOnlyException refusedReadyMade(Object object) {
		return GuardedContext.refusal((context) -> context.getBeanFactory().registerSingleton("job", object));
	}

	private static void registerAtStart(AnnotationConfigApplicationContext context) {
		context.registerBean(RegistersAtStart.class,
				() -> new RegistersAtStart(() -> context.getBeanFactory().registerSingleton("job", new Job())));
	}

	static class Job {

		@LeaderOnly
		void run() {
		}

	}

	@LeaderOnly
	static class Whole {

		void run() {
		}

	}

	static class RunnableJob implements Runnable {

		@LeaderOnly
		@Override
		public void run() {
		}

	}

	static class PrivateMethod {

		@LeaderOnly
		private void run() {
		}

	}

	static class StaticMethod {

		@LeaderOnly
		static void run() {
		}

	}

	static class FinalMethod {

		@LeaderOnly
		final void run() {
		}

	}

	interface Task {

		@LeaderOnly
		void run();

	}

	static class FinalImplementation implements Task {

		@Override
		public final void run() {
		}

	}

	static class Starting implements Lifecycle {

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

	record RegistersAtStart(Runnable registration) implements SmartLifecycle {

		@Override
		public void start() {
			this.registration.run();
		}

		@Override
		public void stop() {
		}

		@Override
		public boolean isRunning() {
			return false;
		}

	}

	static class Parental {

		private final Consumer<ApplicationContext> whileItIsCreated;

		Parental(Consumer<ApplicationContext> whileItIsCreated) {
			this.whileItIsCreated = whileItIsCreated;
		}

		@Autowired
		void in(ApplicationContext context) {
			this.whileItIsCreated.accept(context);
		}

	}

	static class Announcing extends Parental {

		Announcing(Consumer<ApplicationContext> whileItIsCreated) {
			super(whileItIsCreated);
		}

		@LeaderOnly
		void run(AtomicInteger runs) {
			runs.incrementAndGet();
		}

	}

	record RecordsEarly(List<String> givenEarly) implements SmartInstantiationAwareBeanPostProcessor {

		@Override
		public Object getEarlyBeanReference(Object bean, String name) {
			this.givenEarly.add(name);
			return bean;
		}

	}

	@SuppressWarnings("rawtypes")
	static class UnknownFactory implements FactoryBean {

		UnknownFactory(AtomicInteger created) {
			created.incrementAndGet();
		}

		@Override
		public Object getObject() {
			return "";
		}

		@Override
		public Class<?> getObjectType() {
			return String.class;
		}

	}

}
