package io.github.leaderkit.guard;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.github.leaderkit.LeaderOnly;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.BeanNameAware;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Lookup;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.EmbeddedValueResolverAware;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.StringValueResolver;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ContainerCallbacks}: every instance would run them, whatever the
 * annotation says.
 */
@ExtendWith(OutputCaptureExtension.class)
class ContainerCallbacksTests {

	private final FakeElection election = new FakeElection("default");

	@ParameterizedTest
	@ValueSource(classes = { Initializing.class, Disposable.class, Closing.class, ExtendsClosing.class,
			InitializingByInterface.class, AfterConstruction.class, BeforeDestruction.class, Named.class,
			InContext.class, InEnvironment.class, Resolving.class, Injected.class, InjectedByMeta.class,
			WithResource.class, WithValue.class, LooksUp.class, PostProcesses.class, PostProcessesFactory.class })
	void whenTheContainerCallsAMethodOnTheBeanItselfThenItIsRefused(Class<?> bean) {
		InvalidLeaderOnlyException refusal = GuardedContext.refusal(bean);
		assertThat(refusal.problem()).contains("the container calls it on the bean itself");
		assertThat(refusal.fix()).contains("@LeaderOnly @EventListener void on(LeadershipEvent.Promoted event)");
	}

	@Test
	void whenABeanDefinitionNamesTheMethodThenItIsRefused() {
		assertThat(GuardedContext.refusal(Plain.class, (definition) -> definition.setInitMethodName("begin")))
			.hasMessageContaining(".begin()");
		assertThat(GuardedContext.refusal(Plain.class, (definition) -> definition.setDestroyMethodName("end")))
			.hasMessageContaining(".end()");
		assertThat(GuardedContext.refusal(Plain.class,
				(definition) -> ((AbstractBeanDefinition) definition).setInitMethodNames("other", "begin")))
			.hasMessageContaining(".begin()");
	}

	@ParameterizedTest
	@ValueSource(classes = { NamesInit.class, NamesDestroy.class, NamesDestroyWithFlag.class, InfersClose.class,
			InfersShutdown.class })
	void whenABeanMethodNamesOrInfersTheMethodThenItIsRefused(Class<?> configuration) {
		assertThat(GuardedContext.refusal(configuration)).hasMessageContaining("the container calls it");
	}

	@Test
	void whenABeanDefinitionDoesNotNameTheMethodThenItIsGuarded() {
		try (AnnotationConfigApplicationContext context = GuardedContext.start(this.election, Plain.class)) {
			Plain plain = context.getBean(Plain.class);
			plain.begin();
			assertThat(plain.calls()).isEmpty();
			this.election.won();
			plain.begin();
			assertThat(plain.calls()).containsExactly("begin");
		}
	}

	@Test
	void whenTheContainerCallsAnOverloadWithoutParametersThenTheOneWithAFlagIsGuarded() {
		GuardedContext
			.start(this.election,
					(context) -> context.registerBean(Overloaded.class,
							(definition) -> definition.setDestroyMethodName("end")))
			.close();
	}

	@Test
	void whenASecondBeanOfTheClassNamesTheMethodThenItIsRefused() {
		Consumer<AnnotationConfigApplicationContext> beans = (context) -> {
			context.registerBean("first", Plain.class);
			context.registerBean("second", Plain.class, (definition) -> definition.setInitMethodName("begin"));
		};
		assertThat(GuardedContext.refusal(beans)).hasMessageContaining(".begin()");
	}

	@Test
	void whenOnlyTheClassIsAnnotatedThenAWarningSaysWhichMethodsAreNotGuarded(CapturedOutput output) {
		try (AnnotationConfigApplicationContext context = GuardedContext.start(this.election, Whole.class)) {
			Whole whole = context.getBean(Whole.class);
			whole.run();
			assertThat(whole.calls()).containsExactly("setBeanName", "setEnvironment", "afterPropertiesSet");
			this.election.won();
			whole.run();
			assertThat(whole.calls()).endsWith("run");
		}
		String type = Whole.class.getName();
		assertThat(output.getOut().lines().filter((line) -> line.contains("WARN"))).singleElement()
			.asString()
			.contains("@LeaderOnly on the class does not guard")
			.contains(type + ".setBeanName(String)", type + ".setEnvironment(Environment)",
					type + ".afterPropertiesSet()", type + ".close()")
			.doesNotContain(".run()");
	}

	@Test
	void whenOnlyTheClassIsAnnotatedThenAnInitMethodOfItsDefinitionIsWarnedOf(CapturedOutput output) {
		GuardedContext
			.start(this.election,
					(context) -> context.registerBean(WholePlain.class,
							(definition) -> definition.setInitMethodName("begin")))
			.close();
		assertThat(output).contains("WARN")
			.contains("does not guard")
			.contains(WholePlain.class.getName() + ".begin()");
	}

	@Test
	void whenTheAnnotationOnTheClassWouldGuardNothingThenItIsRefused() {
		assertThat(GuardedContext.refusal(OnlyCallbacks.class)).hasMessageContaining(OnlyCallbacks.class.getName())
			.hasMessageContaining("none of its methods would be guarded")
			.hasMessageContaining(".afterPropertiesSet(), since the container calls it");
		assertThat(GuardedContext.refusal(Nothing.class))
			.hasMessageContaining("it declares no method that this would guard");
	}

	static class Initializing implements InitializingBean {

		@LeaderOnly
		@Override
		public void afterPropertiesSet() {
		}

	}

	static class Disposable implements DisposableBean {

		@LeaderOnly
		@Override
		public void destroy() {
		}

	}

	static class Closing implements AutoCloseable {

		@LeaderOnly
		@Override
		public void close() {
		}

	}

	static class ExtendsClosing extends Closing {

		@Override
		public void close() {
		}

	}

	interface Task extends InitializingBean {

		@LeaderOnly
		@Override
		void afterPropertiesSet();

	}

	interface SpecialTask extends Task {

	}

	static class InitializingByInterface implements SpecialTask {

		@Override
		public void afterPropertiesSet() {
		}

	}

	static class AfterConstruction {

		@LeaderOnly
		@PostConstruct
		void begin() {
		}

	}

	static class BeforeDestruction {

		@LeaderOnly
		@PreDestroy
		void end() {
		}

	}

	static class Named implements BeanNameAware {

		@LeaderOnly
		@Override
		public void setBeanName(String name) {
		}

	}

	static class InContext implements ApplicationContextAware {

		@LeaderOnly
		@Override
		public void setApplicationContext(ApplicationContext context) {
		}

	}

	static class InEnvironment implements EnvironmentAware {

		@LeaderOnly
		@Override
		public void setEnvironment(Environment environment) {
		}

	}

	static class Resolving implements EmbeddedValueResolverAware {

		@LeaderOnly
		@Override
		public void setEmbeddedValueResolver(StringValueResolver resolver) {
		}

	}

	static class Injected {

		@LeaderOnly
		@Autowired
		void inject(ApplicationContext context) {
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@Autowired
	@interface Wired {

	}

	static class InjectedByMeta {

		@LeaderOnly
		@Wired
		void inject(ApplicationContext context) {
		}

	}

	static class WithResource {

		@LeaderOnly
		@Resource
		void setContext(ApplicationContext context) {
		}

	}

	static class WithValue {

		@LeaderOnly
		@Value("x")
		void value(String value) {
		}

	}

	abstract static class LooksUp {

		@LeaderOnly
		@Lookup
		abstract ApplicationContext context();

	}

	static class PostProcesses implements BeanPostProcessor {

		@LeaderOnly
		@Override
		public Object postProcessAfterInitialization(Object bean, String name) {
			return bean;
		}

	}

	static class PostProcessesFactory implements BeanFactoryPostProcessor {

		@LeaderOnly
		@Override
		public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		}

	}

	static class Plain {

		private final List<String> calls = new ArrayList<>();

		@LeaderOnly
		void begin() {
			this.calls.add("begin");
		}

		@LeaderOnly
		void end() {
		}

		void other() {
		}

		List<String> calls() {
			return this.calls;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NamesInit {

		@Bean(initMethod = "begin")
		Plain plain() {
			return new Plain();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NamesDestroy {

		@Bean(destroyMethod = "end")
		Plain plain() {
			return new Plain();
		}

	}

	static class EndsWithFlag {

		@LeaderOnly
		void end(boolean force) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NamesDestroyWithFlag {

		@Bean(destroyMethod = "end")
		EndsWithFlag bean() {
			return new EndsWithFlag();
		}

	}

	static class Overloaded extends EndsWithFlag {

		void end() {
		}

	}

	public static class HasClose {

		@LeaderOnly
		public void close() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InfersClose {

		@Bean
		HasClose bean() {
			return new HasClose();
		}

	}

	public static class HasShutdown {

		@LeaderOnly
		public void shutdown() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InfersShutdown {

		@Bean
		HasShutdown bean() {
			return new HasShutdown();
		}

	}

	@LeaderOnly
	static class WholePlain {

		void begin() {
		}

		void run() {
		}

	}

	static class Calls {

		private final List<String> calls = new ArrayList<>();

		void called(String name) {
			this.calls.add(name);
		}

		List<String> calls() {
			return this.calls;
		}

	}

	@LeaderOnly
	static class Whole extends Calls implements InitializingBean, BeanNameAware, EnvironmentAware, AutoCloseable {

		@Override
		public void setBeanName(String name) {
			called("setBeanName");
		}

		@Override
		public void setEnvironment(Environment environment) {
			called("setEnvironment");
		}

		@Override
		public void afterPropertiesSet() {
			called("afterPropertiesSet");
		}

		@Override
		public void close() {
			called("close");
		}

		void run() {
			called("run");
		}

	}

	@LeaderOnly
	static class OnlyCallbacks implements InitializingBean {

		@Override
		public void afterPropertiesSet() {
		}

	}

	@LeaderOnly
	static class Nothing {

	}

}
