package io.github.leaderkit.guard;

import io.github.leaderkit.LeaderOnly;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UnreachableMethods}.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnreachableMethodsTests {

	@ParameterizedTest
	@ValueSource(classes = { Template.class, WidenedTemplate.class, OfAnotherPackage.class })
	void whenASuperclassCallsTheMethodOnTheBeanItselfThenItIsRefused(Class<?> bean) {
		InvalidLeaderOnlyException refusal = GuardedContext.refusal(bean);
		assertThat(refusal.problem()).contains("its superclass calls it on the bean itself");
		assertThat(refusal.fix()).contains("Annotate the method that calls it");
	}

	@Test
	void whenOnlyTheClassIsAnnotatedThenAWarningSaysThatASuperclassCallsTheMethod(CapturedOutput output) {
		FakeElection election = new FakeElection("default");
		try (AnnotationConfigApplicationContext context = GuardedContext.start(election, WholeTemplate.class)) {
			WholeTemplate bean = context.getBean(WholeTemplate.class);
			bean.work();
			assertThat(bean.runs()).isZero();
			bean.run();
			assertThat(bean.runs()).isOne();
		}
		assertThat(output).contains("WARN").contains(WholeTemplate.class.getName() + ".work(), since its superclass");
	}

	@ParameterizedTest
	@ValueSource(classes = { Protected.class, OverridesProtected.class })
	void whenAProtectedMethodOverridesNoneOrOneOfItsPackageThatDoesSomethingThenItIsGuarded(Class<?> bean) {
		GuardedContext.start(new FakeElection("default"), bean).close();
	}

	abstract static class Job {

		private int runs;

		void run() {
			work();
		}

		void count() {
			this.runs++;
		}

		int runs() {
			return this.runs;
		}

		protected abstract void work();

	}

	static class Template extends Job {

		@LeaderOnly
		@Override
		protected void work() {
		}

	}

	static class WidenedTemplate extends Job {

		@LeaderOnly
		@Override
		public void work() {
		}

	}

	static class OfAnotherPackage extends ClassLoader {

		@LeaderOnly
		@Override
		protected Object getClassLoadingLock(String name) {
			return this;
		}

	}

	@LeaderOnly
	static class WholeTemplate extends Job {

		@Override
		protected void work() {
			count();
		}

	}

	static class OverridesProtected extends Protected {

		@LeaderOnly
		@Override
		protected void work() {
		}

	}

	static class Protected {

		@LeaderOnly
		protected void work() {
		}

	}

}
