package io.github.leaderkit.guard;

import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderOnly;
import jakarta.annotation.PostConstruct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.aop.config.AopConfigUtils;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.PropertySourcesPlaceholderConfigurer;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link LeaderOnlyValidator}.
 */
@ExtendWith(OutputCaptureExtension.class)
class LeaderOnlyValidatorTests {

	private final FakeElections elections = FakeElections.of(new FakeElection("default"));

	@Test
	void aPrivateMethodThatCarriesTheAnnotationIsRefused() {
		assertThat(refused(PrivateMethod.class).problem()).isEqualTo("The method " + PrivateMethod.class.getName()
				+ ".run() is annotated with @LeaderOnly, but it is private and a call would not be intercepted.");
	}

	@Test
	void aPrivateMethodOfASuperclassThatCarriesTheAnnotationIsRefused() {
		assertThat(refused(ExtendsPrivateMethod.class).problem()).contains("but it is private");
	}

	@Test
	void aStaticMethodThatCarriesTheAnnotationIsRefused() {
		assertThat(refused(StaticMethod.class).problem()).contains("run(String, int)", "but it is static");
	}

	@Test
	void aMethodThatTheContainerCallsOnTheBeanItselfIsRefused() {
		InvalidLeaderOnlyException refused = refused(InitMethod.class);
		assertThat(refused.problem()).contains("run()", "the container calls it on the bean itself");
		assertThat(refused.fix()).contains("LeadershipEvent.Promoted");
	}

	@Test
	void aFinalMethodThatCarriesTheAnnotationIsRefused() {
		InvalidLeaderOnlyException refused = refused(FinalMethod.class);
		assertThat(refused.problem()).contains("but it is final");
		assertThat(refused.fix()).contains("Remove 'final'", "Kotlin");
	}

	@Test
	void aFinalMethodThatImplementsAGuardedOneIsRefusedIfTheProxyIsASubclass() {
		assertThat(refused((context) -> AopConfigUtils.forceAutoProxyCreatorToUseClassProxying(creator(context)),
				FinalImplementation.class)
			.problem()).contains("but it is final");
		accepted(FinalImplementation.class);
	}

	@Test
	void whenAFinalMethodIsGuardedOnlyThroughItsClassThenAWarningSaysThatItIsNot(CapturedOutput output) {
		accepted(FinalMethodInGuardedClass.class);
		assertThat(output).contains("WARN")
			.contains("@LeaderOnly on the class does not guard all calls of these methods, so every instance may run "
					+ "them: " + FinalMethodInGuardedClass.class.getName()
					+ ".run(), since it is final and a call would not be intercepted");
	}

	@Test
	void privateAndStaticMethodsOfAGuardedClassAreAccepted(CapturedOutput output) {
		accepted(PrivateMethodInGuardedClass.class);
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void aFinalClassIsRefusedIfTheProxyIsASubclass() {
		InvalidLeaderOnlyException refused = refused(FinalClass.class);
		assertThat(refused.problem()).contains(FinalClass.class.getName(), "it is final and cannot be proxied");
		assertThat(refused.fix()).contains("Kotlin");
	}

	@Test
	void aFinalClassIsAcceptedIfTheProxyHasItsInterfaces() {
		accepted(FinalClassWithInterface.class);
	}

	@Test
	void aFinalClassIsRefusedIfItsDefinitionWantsASubclass() {
		assertThat(refused(
				(context) -> context.registerBean("final", FinalClassWithInterface.class,
						(definition) -> definition.setAttribute(AutoProxyUtils.PRESERVE_TARGET_CLASS_ATTRIBUTE, true)),
				Unnamed.class)
			.problem()).contains("it is final and cannot be proxied");
	}

	@Test
	void whenDefinitionsOfOneClassNameOtherCallbacksThenEachIsWarnedOfOnce(CapturedOutput output) {
		try (AnnotationConfigApplicationContext context = context(this.elections)) {
			context.registerBean("a", Whole.class, (definition) -> definition.setInitMethodName("begin"));
			context.registerBean("b", Whole.class, (definition) -> definition.setDestroyMethodName("end"));
			context.registerBean("c", Whole.class, (definition) -> {
				definition.setInitMethodName("begin");
				definition.setDestroyMethodName("end");
			});
			context.refresh();
		}
		assertThat(output).containsOnlyOnce(Whole.class.getName() + ".begin(), since the container calls it")
			.containsOnlyOnce(Whole.class.getName() + ".end(), since the container calls it");
	}

	@Test
	void aMethodThatReturnsAPrimitiveIsRefused() {
		InvalidLeaderOnlyException refused = refused(ReturnsInt.class);
		assertThat(refused.problem()).isEqualTo("The method " + ReturnsInt.class.getName()
				+ ".run() is guarded by @LeaderOnly, but it returns int: there is nothing to return when a call is "
				+ "skipped.");
		assertThat(refused.fix()).isEqualTo("Set what to return, as in @LeaderOnly(defaultValue = \"0\"), or let it "
				+ "throw instead, with @LeaderOnly(otherwise = Otherwise.THROW).");
	}

	@Test
	void aMethodOfAGuardedClassThatReturnsAPrimitiveIsRefusedWithAFixForClasses() {
		InvalidLeaderOnlyException refused = refused(ReturnsBooleanInGuardedClass.class);
		assertThat(refused.problem()).contains(".due() is guarded by @LeaderOnly on its class", "it returns boolean");
		assertThat(refused.fix()).startsWith("Annotate single methods instead of the class, or this one as well.")
			.contains("defaultValue = \"false\"");
	}

	@Test
	void anElectionThatDoesNotExistIsRefusedWithThoseThatDo() {
		InvalidLeaderOnlyException refused = refused(UnknownElection.class);
		assertThat(refused.problem()).contains(UnknownElection.class.getName() + ".run()", "'nightly'", "[default]");
		assertThat(refused.fix()).contains("'nightly'");
	}

	@Test
	void anElectionThatDoesNotExistIsRefusedThoughThatOfAnotherBeanDoes() {
		assertThat(refused((context) -> context.registerBean(Unnamed.class), UnknownElection.class).problem())
			.contains("'nightly'");
	}

	@Test
	void anElectionThatCannotBeResolvedIsRefused() {
		assertThat(refused((context) -> context.registerBean(PropertySourcesPlaceholderConfigurer.class),
				UnknownProperty.class)
			.problem()).contains("${no.such.property}", "cannot be resolved");
	}

	@Test
	void aLeastTimeThatIsMalformedIsRefused() {
		InvalidLeaderOnlyException refused = refused(MalformedTime.class);
		assertThat(refused.problem()).contains(MalformedTime.class.getName() + ".run()", "minRemaining 'soon'");
		assertThat(refused.fix()).contains("500ms");
	}

	@Test
	void aLeastTimeThatIsNegativeIsRefused() {
		assertThat(refused(NegativeTime.class).problem()).contains("minRemaining '-2s'", "it is negative");
	}

	@Test
	void aLeastTimeThatCannotBeResolvedIsRefused() {
		assertThat(refused((context) -> context.registerBean(PropertySourcesPlaceholderConfigurer.class),
				TimeOfProperty.class)
			.problem()).contains("with minRemaining '${job.time}'", "cannot be resolved");
	}

	@Test
	void aLeastTimeThatNoLeadershipLastsIsRefused() {
		Consumer<AnnotationConfigApplicationContext> tooLong = (context) -> property(context, "job.time", "12501ms");
		InvalidLeaderOnlyException refused = refused(tooLong, TimeOfProperty.class);
		assertThat(refused.problem()).contains("minRemaining 12.501s", "'default' lasts 12.5s");
		assertThat(refused.fix()).contains("longer ttl");
		try (AnnotationConfigApplicationContext context = context(this.elections)) {
			property(context, "job.time", "12500ms");
			context.registerBean(TimeOfProperty.class);
			context.refresh();
		}
	}

	private static void property(AnnotationConfigApplicationContext context, String name, String value) {
		context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", Map.of(name, value)));
	}

	@Test
	void withoutANameAndWithoutADefaultTheAnnotationIsRefused() {
		FakeElections elections = FakeElections.of(new FakeElection("a"), new FakeElection("b"));
		assertThat(refused(elections, (context) -> {
		}, Unnamed.class).problem()).contains("without the name of an election", "[a, b]");
	}

	@Test
	void withoutAnyElectionsBeanTheAnnotationIsRefused() {
		assertThat(refused(null, (context) -> {
		}, Unnamed.class).problem()).contains("no LeaderElections bean");
	}

	@Test
	void anElectionThatTheApplicationCreatesWhileItStartsIsKnown() {
		try (AnnotationConfigApplicationContext context = context(this.elections)) {
			context.registerBean("a", UnknownElection.class);
			context.registerBean("b", CreatesElection.class, () -> new CreatesElection(this.elections));
			context.refresh();
		}
	}

	@Test
	void aBeanThatIsCreatedLaterIsCheckedThen() {
		try (AnnotationConfigApplicationContext context = context(this.elections)) {
			context.registerBean("late", UnknownElection.class, (definition) -> definition.setLazyInit(true));
			context.refresh();
			assertThat(rootCause(() -> context.getBean("late"))).isInstanceOf(InvalidLeaderOnlyException.class);
		}
	}

	@Test
	void theProductOfAFactoryIsChecked() {
		try (AnnotationConfigApplicationContext context = context(this.elections)) {
			context.registerBean("product", Factory.class);
			context.refresh();
			assertThat(rootCause(() -> context.getBean("product"))).isInstanceOf(InvalidLeaderOnlyException.class)
				.hasMessageContaining("it returns int");
		}
	}

	@Test
	void beansWithoutTheAnnotationAreNotTouched() {
		try (AnnotationConfigApplicationContext context = context(null)) {
			context.registerBean(FinalClassWithoutAnnotation.class);
			context.refresh();
			assertThat(context.getBean(FinalClassWithoutAnnotation.class).getClass())
				.isSameAs(FinalClassWithoutAnnotation.class);
		}
	}

	private InvalidLeaderOnlyException refused(Class<?> bean) {
		return refused((context) -> {
		}, bean);
	}

	private InvalidLeaderOnlyException refused(Consumer<AnnotationConfigApplicationContext> customizer, Class<?> bean) {
		return refused(this.elections, customizer, bean);
	}

	private InvalidLeaderOnlyException refused(FakeElections elections,
			Consumer<AnnotationConfigApplicationContext> customizer, Class<?> bean) {
		try (AnnotationConfigApplicationContext context = context(elections)) {
			customizer.accept(context);
			context.registerBean(bean);
			Throwable refused = catchThrowable(context::refresh);
			while (refused != null && !(refused instanceof InvalidLeaderOnlyException)) {
				refused = refused.getCause();
			}
			assertThat(refused).isNotNull();
			return (InvalidLeaderOnlyException) refused;
		}
	}

	private void accepted(Class<?> bean) {
		try (AnnotationConfigApplicationContext context = context(this.elections)) {
			context.registerBean(bean);
			context.refresh();
		}
	}

	private static AnnotationConfigApplicationContext context(FakeElections elections) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.register(Guarded.class);
		if (elections != null) {
			context.registerBean(LeaderElections.class, () -> elections);
		}
		return context;
	}

	private static AnnotationConfigApplicationContext creator(AnnotationConfigApplicationContext context) {
		AopConfigUtils.registerAutoProxyCreatorIfNecessary(context);
		return context;
	}

	private static Throwable rootCause(Supplier<?> action) {
		Throwable thrown = catchThrowable(action::get);
		return NestedExceptionUtils.getMostSpecificCause(thrown);
	}

	@Configuration(proxyBeanMethods = false)
	@Import(LeaderOnlyRegistrar.class)
	static class Guarded {

	}

	static class InitMethod {

		@LeaderOnly
		@PostConstruct
		void run() {
		}

	}

	static class PrivateMethod {

		@LeaderOnly
		private void run() {
		}

	}

	static class ExtendsPrivateMethod extends PrivateMethod {

	}

	static class StaticMethod {

		@LeaderOnly
		static void run(String name, int times) {
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

	@LeaderOnly
	static class FinalMethodInGuardedClass {

		final void run() {
		}

	}

	@LeaderOnly
	static class PrivateMethodInGuardedClass {

		static String name() {
			return "";
		}

		void run() {
			count();
		}

		private int count() {
			return 0;
		}

	}

	static final class FinalClass {

		@LeaderOnly
		void run() {
		}

	}

	static final class FinalClassWithInterface implements Task {

		@Override
		public void run() {
		}

	}

	static final class FinalClassWithoutAnnotation {

	}

	static class ReturnsInt {

		@LeaderOnly
		int run() {
			return 1;
		}

	}

	@LeaderOnly
	static class ReturnsBooleanInGuardedClass {

		boolean due() {
			return true;
		}

	}

	@LeaderOnly
	static class Whole {

		void begin() {
		}

		void end() {
		}

		void run() {
		}

	}

	static class UnknownElection {

		@LeaderOnly("nightly")
		void run() {
		}

	}

	static class UnknownProperty {

		@LeaderOnly("${no.such.property}")
		void run() {
		}

	}

	static class MalformedTime {

		@LeaderOnly(minRemaining = "soon")
		void run() {
		}

	}

	static class NegativeTime {

		@LeaderOnly(minRemaining = "-2s")
		void run() {
		}

	}

	static class TimeOfProperty {

		@LeaderOnly(minRemaining = "${job.time}")
		void run() {
		}

	}

	static class Unnamed {

		@LeaderOnly
		void run() {
		}

	}

	static class CreatesElection {

		CreatesElection(FakeElections elections) {
			elections.put(new FakeElection("nightly"));
		}

	}

	static class Factory implements FactoryBean<ReturnsInt> {

		@Override
		public ReturnsInt getObject() {
			return new ReturnsInt();
		}

		@Override
		public Class<?> getObjectType() {
			return ReturnsInt.class;
		}

	}

}
