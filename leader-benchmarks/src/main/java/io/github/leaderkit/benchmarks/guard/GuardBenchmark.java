package io.github.leaderkit.benchmarks.guard;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.engine.ElectionEngine;
import io.github.leaderkit.guard.LeaderOnlyRegistrar;
import io.github.leaderkit.store.memory.InMemoryLeaseStore;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * A call of a proxied method: through an advice that does nothing, through the guard on
 * the leader, and through the guard on a follower.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class GuardBenchmark {

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Elections.class);

	private final Work work = this.context.getBean(Work.class);

	private final PlainWork plainWork = plainWork();

	private static PlainWork plainWork() {
		ProxyFactory factory = new ProxyFactory(new PlainWork());
		factory.setProxyTargetClass(true);
		factory.addAdvice((MethodInterceptor) MethodInvocation::proceed);
		return (PlainWork) factory.getProxy();
	}

	/**
	 * Waits until the one election is led.
	 * @throws InterruptedException if interrupted
	 */
	@Setup
	public void lead() throws InterruptedException {
		ElectionEngine engine = this.context.getBean(ElectionEngine.class);
		engine.start();
		engine.find("led").orElseThrow().awaitLeadership(Duration.ofSeconds(5)).orElseThrow();
	}

	/**
	 * Ends all threads.
	 */
	@TearDown
	public void stop() {
		this.context.getBean(ElectionEngine.class).stop().toCompletableFuture().join();
		this.context.close();
	}

	/**
	 * Through an advice that does nothing.
	 */
	@Benchmark
	public void plain() {
		this.plainWork.work();
	}

	/**
	 * Through the guard on the leader.
	 */
	@Benchmark
	public void led() {
		this.work.led();
	}

	/**
	 * Through the guard on a follower.
	 */
	@Benchmark
	public void skipped() {
		this.work.followed();
	}

	/**
	 * Work without a guard.
	 */
	static class PlainWork {

		private int calls;

		void work() {
			this.calls++;
		}

	}

	/**
	 * Work with a guard.
	 */
	static class Work {

		private int calls;

		@LeaderOnly("led")
		void led() {
			this.calls++;
		}

		@LeaderOnly("followed")
		void followed() {
			this.calls++;
		}

	}

	/**
	 * An election that is led and one that is not.
	 */
	@Configuration(proxyBeanMethods = false)
	@Import(LeaderOnlyRegistrar.class)
	static class Elections {

		@Bean(destroyMethod = "")
		ElectionEngine elections() {
			ElectionEngine engine = new ElectionEngine(new InMemoryLeaseStore(System::currentTimeMillis),
					Duration.ofSeconds(1), true);
			engine.create("led", ElectionSettings.withKey("led").build());
			engine.create("followed", ElectionSettings.withKey("followed").candidate(false).build());
			return engine;
		}

		@Bean
		Work work() {
			return new Work();
		}

	}

}
