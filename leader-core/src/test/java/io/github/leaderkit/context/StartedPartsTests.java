package io.github.leaderkit.context;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

import io.github.leaderkit.LeaderLifecycle;
import org.assertj.core.api.AbstractThrowableAssert;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for what runs of led beans when the context has started and this instance does
 * not lead.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class StartedPartsTests {

	private final LedApplication application = new LedApplication();

	@AfterEach
	void close() {
		this.application.close();
	}

	@Test
	void whenTheContextHasStartedThePartsOfABeanThenItIsRefused() {
		refused(WithOwnFlag.class).hasMessageContaining("The bean 'composite' is to run only while this instance leads")
			.hasMessageContaining("the context has started its parts [part].")
			.hasMessageContaining("Let [part] follow the election as well, by @LeaderLifecycle or lifecycle-beans.");
	}

	@Test
	void whenABeanRunsAsItsPartsDoThenItIsRefused() {
		refused(RunningAsItsParts.class).hasMessageContaining("the context has started its parts [part].");
	}

	@Test
	void whenThePartsAddThemselvesToABeanThenItIsRefused() {
		refused(WithPartsThatAddThemselves.class).hasMessageContaining("the context has started its parts [part].");
	}

	@Test
	void whenThePartsFollowTheElectionAsWellThenTheyRunWithTheBean() {
		this.application.name("part", "").start(WithOwnFlag.class);
		Free part = this.application.context.getBean("part", Free.class);
		assertThat(part.isRunning()).isFalse();
		this.application.lead();
		LedApplication.awaitRunning(part, true);
		this.application.follow();
		LedApplication.awaitRunning(part, false);
	}

	@Test
	void whenABeanStopsOnlyWhatItHasStartedThenWhatOnlyItRefersToIsWarnedOf(CapturedOutput output) {
		this.application.start(StoppingWhatItStarted.class);
		assertThat(output).contains(
				"The bean 'composite' runs only while this instance leads, but 'part', which only it refers to, runs "
						+ "already. If 'part' is a part of it, let it follow the election as well");
	}

	@Test
	void whenOthersUseWhatABeanRefersToThenNobodyIsWarned(CapturedOutput output) {
		this.application.start(StoppingWhatItStarted.class, OtherUser.class);
		assertThat(output).doesNotContain("which only it refers to");
	}

	@Test
	void whenABeanUsesAToolThenItIsNotAskedToStopAndNobodyIsWarned(CapturedOutput output) {
		this.application.start(UsingTools.class);
		assertThat(this.application.bean(Composite.class).stops).isZero();
		assertThat(output).doesNotContain("which only it refers to");
	}

	@Test
	void whenABeanSaysThatItRunsWhateverHappensThenItIsRefused() {
		refused(AlwaysRunning.class).hasMessageContaining("its isRunning() is still true after it was stopped")
			.hasMessageContaining("let isRunning() say whether it runs");
	}

	@Test
	void whenABeanNeverSaysThatItRunsThenItIsStoppedOnTheDemotionAllTheSame(CapturedOutput output) {
		this.application.start(NeverRunning.class);
		NeverRunning bean = this.application.bean(NeverRunning.class);
		this.application.lead();
		Awaitility.await().until(() -> bean.log().equals(List.of("+")));
		this.application.follow();
		Awaitility.await().until(() -> bean.log().equals(List.of("+", "-")));
		assertThat(output).contains("is stopped, although its isRunning() is false");
	}

	@Test
	void whenABeanStartsItselfWhenItIsCreatedThenItIsStoppedWithAWarning(CapturedOutput output) {
		this.application.start(StartingWhenCreated.class);
		assertThat(this.application.bean(StartingWhenCreated.class).isRunning()).isFalse();
		assertThat(output).contains("has started itself on an instance that does not lead, and is stopped");
	}

	@Test
	void whenABeanStartsItselfWithTheContextThenItIsStoppedWithAWarning(CapturedOutput output) {
		this.application.start(StartingOnRefresh.class);
		this.application.bean(LeaderLifecycleProcessor.class).stopSelfStarted();
		assertThat(this.application.bean(StartingOnRefresh.class).isRunning()).isFalse();
		assertThat(output).contains("has started itself on an instance that does not lead, and is stopped");
	}

	private AbstractThrowableAssert<?, ? extends Throwable> refused(Class<?>... beans) {
		Throwable failure = catchThrowable(() -> this.application.start(beans));
		assertThat(failure).isInstanceOf(InvalidLeaderLifecycleException.class);
		return assertThat(failure);
	}

	@Configuration(proxyBeanMethods = false)
	static class WithOwnFlag {

		@Bean
		Free part() {
			return new Free();
		}

		@Bean
		@LeaderLifecycle
		Composite composite(Free part) {
			return new Composite(part);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithPartsThatAddThemselves {

		@Bean
		@LeaderLifecycle
		Composite composite() {
			return new Composite();
		}

		@Bean
		Free part(Composite composite) {
			Free part = new Free();
			composite.add(part);
			return part;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RunningAsItsParts {

		@Bean
		Free part() {
			return new Free();
		}

		@Bean
		@LeaderLifecycle
		Composite composite(Free part) {
			return new Composite(part) {

				@Override
				public boolean isRunning() {
					return part.isRunning();
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class StoppingWhatItStarted {

		@Bean
		Free part() {
			return new Free();
		}

		@Bean
		@LeaderLifecycle
		Composite composite(Free part) {
			return new Composite(part) {

				@Override
				public void stop() {
					if (isRunning()) {
						super.stop();
					}
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherUser {

		@Bean
		String user(Free part) {
			return part.toString();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UsingTools {

		@Bean
		PooledConnectionFactory connections() {
			return new PooledConnectionFactory();
		}

		@Bean
		Pool pool() {
			return new Pool();
		}

		@Bean
		@LeaderLifecycle
		Composite composite(PooledConnectionFactory connections, Pool pool) {
			return new Composite();
		}

	}

	static class PooledConnectionFactory extends Free {

	}

	static class Pool extends Free implements Executor {

		@Override
		public void execute(Runnable task) {
			task.run();
		}

	}

	static class Free implements SmartLifecycle {

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

	static class Composite extends Free {

		private final List<Free> parts;

		int stops;

		Composite(Free... parts) {
			this.parts = new ArrayList<>(List.of(parts));
		}

		void add(Free part) {
			this.parts.add(part);
		}

		@Override
		public void start() {
			super.start();
			for (Free part : this.parts) {
				part.start();
			}
		}

		@Override
		public void stop() {
			this.stops++;
			super.stop();
			for (Free part : this.parts) {
				part.stop();
			}
		}

	}

	@LeaderLifecycle
	static class AlwaysRunning extends Free {

		@Override
		public boolean isRunning() {
			return true;
		}

	}

	@LeaderLifecycle
	static class NeverRunning extends LedApplication.Recorded {

		@Override
		public void start() {
			log().add("+");
		}

		@Override
		public void stop(Runnable callback) {
			log().add("-");
			callback.run();
		}

		@Override
		public boolean isRunning() {
			return false;
		}

	}

	@LeaderLifecycle
	static class StartingWhenCreated extends Free {

		StartingWhenCreated() {
			super.start();
		}

	}

	@LeaderLifecycle
	static class StartingOnRefresh extends Free {

		@EventListener(ContextRefreshedEvent.class)
		void begin() {
			super.start();
		}

	}

}
