package io.github.leaderkit.context;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElection.Registration;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.engine.ElectionEngine;
import io.github.leaderkit.store.memory.InMemoryLeaseStore;
import org.awaitility.Awaitility;

import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application context with the election {@code default} and beans that run only while
 * this instance leads it.
 */
final class LedApplication implements AutoCloseable {

	static final Duration TTL = Duration.ofSeconds(4);

	private final Map<String, String> named = new LinkedHashMap<>();

	final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	final ElectionEngine engine;

	final LeaderElection election;

	private Registration veto = () -> {
	};

	LedApplication() {
		this(new InMemoryLeaseStore(System::currentTimeMillis), Duration.ofSeconds(10));
	}

	LedApplication(InMemoryLeaseStore store, Duration drain) {
		this.engine = new ElectionEngine(store, Duration.ofMillis(100), true);
		this.election = this.engine.create("default",
				ElectionSettings.withKey("app").ttl(TTL).drainTimeout(drain).build());
	}

	LedApplication name(String bean, String election) {
		this.named.put(bean, election);
		return this;
	}

	/**
	 * Refreshes the context. The election begins as a follower.
	 */
	LedApplication start(Class<?>... beans) {
		follow();
		this.context.registerBean("elections", ElectionEngine.class, () -> this.engine);
		this.context.registerBean(LeaderElectionsLifecycle.class,
				() -> new LeaderElectionsLifecycle(this.engine, true));
		processor(this.context, this.named);
		this.context.register(beans);
		this.context.refresh();
		return this;
	}

	static void processor(AnnotationConfigApplicationContext context, Map<String, String> named) {
		AbstractBeanDefinition definition = BeanDefinitionBuilder
			.genericBeanDefinition(LeaderLifecycleProcessor.class,
					() -> new LeaderLifecycleProcessor(context, context.getBeanProvider(LeaderElections.class), named))
			.getBeanDefinition();
		context.registerBeanDefinition("leaderLifecycleProcessor", definition);
	}

	/**
	 * Keeps the instance from leading, and ends the leadership as a resignation does.
	 */
	void follow() {
		this.veto = this.election.veto("test");
	}

	/**
	 * Lets the instance lead, for however short a time.
	 */
	void admit() {
		this.veto.close();
	}

	void lead() {
		admit();
		Awaitility.await().pollInterval(Duration.ofMillis(5)).until(this.election::isLeader);
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	static void awaitRunning(SmartLifecycle bean, boolean running) {
		Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> bean.isRunning() == running);
	}

	static void await(CountDownLatch latch) throws InterruptedException {
		assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * A bean that writes down what happens to it.
	 */
	static class Recorded implements SmartLifecycle {

		final List<String> log;

		private final String name;

		private final int phase;

		private volatile boolean running;

		volatile Consumer<Recorded> onStart = (bean) -> {
		};

		volatile Consumer<Runnable> onStop = Runnable::run;

		Recorded(String name, int phase, List<String> log) {
			this.name = name;
			this.phase = phase;
			this.log = log;
		}

		Recorded() {
			this("bean", 0, new CopyOnWriteArrayList<>());
		}

		List<String> log() {
			return this.log;
		}

		void onStart(Consumer<Recorded> action) {
			this.onStart = action;
		}

		void onStop(Consumer<Runnable> action) {
			this.onStop = action;
		}

		@Override
		public void start() {
			this.onStart.accept(this);
			this.log.add("+" + this.name);
			this.running = true;
		}

		@Override
		public void stop() {
			throw new UnsupportedOperationException();
		}

		@Override
		public void stop(Runnable callback) {
			this.onStop.accept(() -> {
				this.log.add("-" + this.name);
				this.running = false;
				callback.run();
			});
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return this.phase;
		}

	}

}
