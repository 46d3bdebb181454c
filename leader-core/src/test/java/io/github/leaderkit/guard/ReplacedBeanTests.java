package io.github.leaderkit.guard;

import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderOnly;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextManager;
import org.springframework.test.context.bean.override.convention.TestBean;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.never;

/**
 * Tests that a test may replace beans with guarded methods.
 */
@ExtendWith(OutputCaptureExtension.class)
@SpringJUnitConfig
class ReplacedBeanTests {

	@MockitoBean
	private Mocked mocked;

	@TestBean
	private Replaced replaced;

	@MockitoSpyBean
	private Spied spied;

	static Replaced replaced() {
		return new Replaced();
	}

	@Test
	void beansThatATestReplacesAreAcceptedWithAWarningThatTheyAreNotGuarded(CapturedOutput output) {
		assertThat(output).containsOnlyOnce("'mocked' was replaced by a test")
			.contains(Mocked.class.getName() + ".run()")
			.containsOnlyOnce("'replaced' was replaced by a test");
		this.mocked.run();
		then(this.mocked).should().run();
	}

	@Test
	void aBeanThatATestObservesIsGuarded(CapturedOutput output) {
		assertThat(output).doesNotContain("'spied'");
		this.spied.run();
		then(this.spied).should(never()).run();
	}

	@Test
	void whenATestReplacesBeansThenAnObjectThatIsRegisteredReadyMadeIsStillRefused() {
		TestContext test = new TestContextManager(WithReadyMadeObject.class).getTestContext();
		assertThat(catchThrowable(test::getApplicationContext)).rootCause()
			.isInstanceOf(InvalidLeaderOnlyException.class)
			.hasMessageContaining("'readyMade'")
			.hasMessageContaining("registered as an object");
	}

	@Configuration(proxyBeanMethods = false)
	@Import(LeaderOnlyRegistrar.class)
	static class Application {

		@Bean
		LeaderElections elections() {
			return FakeElections.of(new FakeElection("default"));
		}

		@Bean
		Mocked mocked() {
			return new Mocked();
		}

		@Bean
		Replaced replaced() {
			return new Replaced();
		}

		@Bean
		Spied spied() {
			return new Spied();
		}

	}

	@SpringJUnitConfig(classes = Application.class, initializers = ReadyMade.class)
	static class WithReadyMadeObject {

		@MockitoBean
		private Mocked mocked;

	}

	static class ReadyMade implements ApplicationContextInitializer<ConfigurableApplicationContext> {

		@Override
		public void initialize(ConfigurableApplicationContext context) {
			context.getBeanFactory().registerSingleton("readyMade", new Spied());
		}

	}

	static class Mocked {

		@LeaderOnly
		void run() {
		}

	}

	static class Replaced {

		@LeaderOnly
		void run() {
		}

	}

	static class Spied {

		@LeaderOnly
		void run() {
		}

	}

}
