package io.github.leaderkit.guard;

import io.github.leaderkit.LeaderOnly;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.data.redis.connection.stream.ObjectRecord;
import org.springframework.data.redis.stream.StreamListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.InitBinder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OverlookedWork}.
 */
@ExtendWith(OutputCaptureExtension.class)
class OverlookedWorkTests {

	@ParameterizedTest
	@CsvSource({ "Inherits,Ticking.tick()", "InheritsDefault,TickingByDefault.tick()", "InheritsListener,Listening.on",
			"InheritsEarlyListener,ListeningEarly.on", "InheritsHandler,Handling.handle()",
			"InheritsStreamListener,ListeningToStream.onMessage", "AddsToSuperclass,AddsToSuperclass.tick()",
			"AddsToInterface,AddsToInterface.tick()" })
	void whenATypeWithoutTheAnnotationDeclaresWorkThenAWarningSaysThatItIsNotGuarded(String bean, String method,
			CapturedOutput output) throws ClassNotFoundException {
		start(Class.forName(getClass().getName() + "$" + bean));
		assertThat(output).containsOnlyOnce("WARN")
			.contains("@LeaderOnly on the class does not guard")
			.contains(method)
			.contains("since its own class or interface does not carry the annotation");
	}

	@ParameterizedTest
	@ValueSource(classes = { InheritsOverriding.class, InheritsImplementing.class })
	void whenSuperclassesDeclareWorkInDifferentPlacesThenTheWarningNamesTheMethodThatRuns(Class<?> bean,
			CapturedOutput output) {
		start(bean);
		assertThat(output).containsOnlyOnce(".tick()").contains(bean.getSuperclass().getName() + ".tick(), since");
	}

	@ParameterizedTest
	@CsvSource({ "HasStatic,static", "HasPrivate,private" })
	void whenWorkIsStaticOrPrivateThenAWarningSaysThatItIsNotGuarded(String bean, String modifier,
			CapturedOutput output) throws ClassNotFoundException {
		start(Class.forName(getClass().getName() + "$" + bean));
		assertThat(output).containsOnlyOnce("WARN").contains(bean + ".tick(), since it is " + modifier);
	}

	@ParameterizedTest
	@ValueSource(classes = { Template.class, TemplateByInterface.class })
	void whenUnguardedWorkOfASupertypeMayCallAGuardedMethodThenAWarningSaysSo(Class<?> bean, CapturedOutput output) {
		start(bean);
		assertThat(output).containsOnlyOnce("WARN")
			.contains("@LeaderOnly may not guard all calls of these methods: " + bean.getName() + ".work(), since ")
			.contains(".tick() is not guarded and may call it on the bean itself. Guard what calls them instead");
	}

	@Test
	void whenSeveralMethodsMayCallAGuardedOneThenTheWarningNamesItOnce(CapturedOutput output) {
		start(TemplateOfTwo.class);
		assertThat(output).containsOnlyOnce(TemplateOfTwo.class.getName() + ".work(), since ");
	}

	@Test
	void whenASuperclassCallsAProtectedMethodThenItIsWarnedOfOnce(CapturedOutput output) {
		start(ProtectedTemplate.class);
		assertThat(output).containsOnlyOnce("WARN")
			.contains(ProtectedTemplate.class.getName() + ".work(), since its superclass calls it");
	}

	@Test
	void whenOnlyTheRestOfTheClassIsGuardedThenTheAnnotationOnTheClassIsRefused() {
		assertThat(GuardedContext.refusal(OnlyInherits.class)).hasMessageContaining("none of its methods")
			.hasMessageContaining("Ticking.tick()");
	}

	@Test
	void whenNobodyCallsWhatIsInheritedOrItIsOverriddenThenNothingIsLogged(CapturedOutput output) {
		start(InheritsPlain.class, Overrides.class, OnMethod.class, PlainTemplate.class, GuardedTemplate.class,
				Controls.class, InheritsBinder.class, OverridesHook.class, DoesBoth.class);
		assertThat(output).doesNotContain("WARN");
	}

	private static void start(Class<?>... beans) {
		GuardedContext.start(new FakeElection("default"), beans).close();
	}

	static class Ticking {

		@Scheduled(fixedRate = 1)
		void tick() {
		}

	}

	interface TickingByDefault {

		@Scheduled(fixedRate = 1)
		default void tick() {
		}

	}

	static class Listening {

		@EventListener
		void on(ContextClosedEvent event) {
		}

	}

	static class ListeningEarly {

		@EventListener
		void on(ContextRefreshedEvent event) {
		}

	}

	static class ListeningToStream implements StreamListener<String, ObjectRecord<String, String>> {

		@Override
		public void onMessage(ObjectRecord<String, String> message) {
		}

	}

	static class Overriding implements TickingByDefault {

		@Override
		public void tick() {
		}

	}

	abstract static class TickingAbstractly {

		@Scheduled(fixedRate = 1)
		abstract void tick();

	}

	static class Implementing extends TickingAbstractly {

		@Override
		void tick() {
		}

	}

	static class Binding {

		@InitBinder
		void bind() {
		}

	}

	static class Handling {

		@GetMapping
		void handle() {
		}

	}

	static class Plain {

		void other() {
		}

	}

	@LeaderOnly
	static class Inherits extends Ticking {

		void work() {
		}

	}

	@LeaderOnly
	static class InheritsDefault implements TickingByDefault {

		void work() {
		}

	}

	@LeaderOnly
	static class InheritsListener extends Listening {

		void work() {
		}

	}

	@LeaderOnly
	static class InheritsEarlyListener extends ListeningEarly {

		void work() {
		}

	}

	@LeaderOnly
	static class InheritsStreamListener extends ListeningToStream {

		void work() {
		}

	}

	@LeaderOnly
	static class InheritsOverriding extends Overriding {

		void work() {
		}

	}

	@LeaderOnly
	static class InheritsImplementing extends Implementing {

		void work() {
		}

	}

	@LeaderOnly
	@Controller
	static class InheritsBinder extends Binding {

		void work() {
		}

	}

	@LeaderOnly
	@Controller
	static class InheritsHandler extends Handling {

		void work() {
		}

	}

	@LeaderOnly
	static class Base {

		void work() {
		}

	}

	static class AddsToSuperclass extends Base {

		@Scheduled(fixedRate = 1)
		void tick() {
		}

	}

	@LeaderOnly
	interface Work {

		void work();

	}

	static class AddsToInterface implements Work {

		@Override
		public void work() {
		}

		@Scheduled(fixedRate = 1)
		void tick() {
		}

	}

	@LeaderOnly
	static class HasStatic {

		@Scheduled(fixedRate = 1)
		static void tick() {
		}

		void work() {
		}

	}

	@LeaderOnly
	static class HasPrivate {

		@Scheduled(fixedRate = 1)
		private void tick() {
		}

		void work() {
		}

	}

	@LeaderOnly
	static class OnlyInherits extends Ticking {

	}

	@LeaderOnly
	static class InheritsPlain extends Plain {

		void work() {
		}

	}

	@LeaderOnly
	static class Overrides extends Ticking {

		@Override
		void tick() {
		}

	}

	static class OnMethod extends Ticking {

		@LeaderOnly
		void work() {
		}

	}

	abstract static class TickingTemplate {

		@Scheduled(fixedRate = 1)
		void tick() {
			work();
		}

		abstract void work();

	}

	static class Template extends TickingTemplate {

		@LeaderOnly
		@Override
		void work() {
		}

	}

	abstract static class TemplateOfTwoCallers {

		@Scheduled(fixedRate = 1)
		void tick() {
			work();
		}

		@Scheduled(fixedRate = 1)
		void tock() {
			work();
		}

		abstract void work();

	}

	static class TemplateOfTwo extends TemplateOfTwoCallers {

		@LeaderOnly
		@Override
		void work() {
		}

	}

	abstract static class TickingProtectedTemplate {

		@Scheduled(fixedRate = 1)
		void tick() {
			work();
		}

		protected abstract void work();

	}

	@LeaderOnly
	static class ProtectedTemplate extends TickingProtectedTemplate {

		@Override
		protected void work() {
		}

	}

	static class TickingWithHook {

		@Scheduled(fixedRate = 1)
		void tick() {
		}

		void hook() {
		}

	}

	static class OverridesHook extends TickingWithHook {

		@LeaderOnly
		@Override
		void hook() {
		}

	}

	interface Both {

		@Scheduled(fixedRate = 1)
		void tick();

		void work();

	}

	static class DoesBoth implements Both {

		@Override
		public void tick() {
		}

		@LeaderOnly
		@Override
		public void work() {
		}

	}

	interface TickingWork {

		@Scheduled(fixedRate = 1)
		default void tick() {
			work();
		}

		void work();

	}

	static class TemplateByInterface implements TickingWork {

		@LeaderOnly
		@Override
		public void work() {
		}

	}

	static class GuardedTemplate extends TickingTemplate {

		@LeaderOnly
		@Override
		void tick() {
			super.tick();
		}

		@LeaderOnly
		@Override
		void work() {
		}

	}

	abstract static class PlainWork {

		void other() {
		}

		abstract void work();

	}

	static class PlainTemplate extends PlainWork {

		@LeaderOnly
		@Override
		void work() {
		}

	}

	interface Api {

		@GetMapping
		String one();

		@GetMapping
		default String another() {
			return "";
		}

	}

	@Controller
	static class Controls implements Api {

		@LeaderOnly
		@Override
		public String one() {
			return "";
		}

	}

}
