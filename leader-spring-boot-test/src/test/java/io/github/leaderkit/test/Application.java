package io.github.leaderkit.test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.LeadershipEvent;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/**
 * An application to be tested.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class Application {

	@Bean
	Events events(@Qualifier("default") LeaderElection election) {
		return new Events(election);
	}

	@Bean
	Work work() {
		return new Work();
	}

	/**
	 * Remembers what it was told, on which thread, and what the guard said then.
	 */
	public static class Events {

		final List<LeadershipEvent> all = new CopyOnWriteArrayList<>();

		final List<Thread> threads = new CopyOnWriteArrayList<>();

		final List<Boolean> guard = new CopyOnWriteArrayList<>();

		private final LeaderElection election;

		Events(LeaderElection election) {
			this.election = election;
		}

		@EventListener
		void on(LeadershipEvent event) {
			if (!event.election().equals(this.election.name())) {
				return;
			}
			this.all.add(event);
			this.threads.add(Thread.currentThread());
			this.guard.add(this.election.isLeader());
		}

		List<String> names() {
			return this.all.stream().map((event) -> event.getClass().getSimpleName()).toList();
		}

	}

	/**
	 * What only the leader does.
	 */
	public static class Work {

		private final AtomicInteger runs = new AtomicInteger();

		private final CountDownLatch inside = new CountDownLatch(1);

		private final CountDownLatch end = new CountDownLatch(1);

		@LeaderOnly
		public void run() {
			this.runs.incrementAndGet();
		}

		@LeaderOnly
		public void stay() throws InterruptedException {
			this.inside.countDown();
			this.end.await();
		}

		public int runs() {
			return this.runs.get();
		}

		public void awaitStart() throws InterruptedException {
			this.inside.await();
		}

		public void end() {
			this.end.countDown();
		}

	}

}
