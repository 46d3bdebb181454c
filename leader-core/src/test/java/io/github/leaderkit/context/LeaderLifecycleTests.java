package io.github.leaderkit.context;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElection.GuardedCall;
import io.github.leaderkit.LeaderLifecycle;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.context.LedApplication.Recorded;
import io.github.leaderkit.engine.ElectionEngine;
import io.github.leaderkit.store.memory.InMemoryLeaseStore;
import io.github.leaderkit.testing.StoreClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for when beans run that run only while this instance leads.
 */
@Tag("slow")
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class LeaderLifecycleTests {

	private final InMemoryLeaseStore store = new InMemoryLeaseStore(System::currentTimeMillis);

	private LedApplication application = new LedApplication(this.store, Duration.ofSeconds(10));

	private final List<ElectionEngine> others = new ArrayList<>();

	@AfterEach
	void close() {
		this.application.close();
		this.others.forEach((other) -> other.stop().toCompletableFuture().join());
	}

	@Test
	void whenPromotedThenBeansAreStartedInTheOrderOfPhasesAndWhenDemotedStoppedInReverse() {
		this.application.start(Three.class);
		List<String> log = log();
		assertThat(log).isEmpty();
		this.application.lead();
		Awaitility.await().untilAsserted(() -> assertThat(log).containsExactly("+first", "+second", "+last"));
		log.clear();
		this.application.follow();
		Awaitility.await().untilAsserted(() -> assertThat(log).containsExactly("-last", "-second", "-first"));
		log.clear();
		this.application.lead();
		Awaitility.await().untilAsserted(() -> assertThat(log).containsExactly("+first", "+second", "+last"));
	}

	@Test
	void whenNotLeadingThenNobodyCanStartTheBean() {
		Recorded bean = this.application.start(One.class).bean(Recorded.class);
		assertThat(bean.isAutoStartup()).isFalse();
		bean.start();
		this.application.context().start();
		this.application.context().restart();
		assertThat(bean.isRunning()).isFalse();
		assertThat(bean.log()).isEmpty();
	}

	@Test
	void whenLeadingThenAnyoneCanStartTheBeanThatSomeoneHasStopped() {
		Recorded bean = this.application.start(One.class).bean(Recorded.class);
		this.application.lead();
		LedApplication.awaitRunning(bean, true);
		bean.stop(() -> {
		});
		assertThat(bean.isRunning()).isFalse();
		bean.start();
		assertThat(bean.isRunning()).isTrue();
	}

	@Test
	void whenTheContextIsPausedAndRestartedThenTheBeanRunsAgainOnceTheInstanceLeads() {
		Recorded bean = this.application.start(One.class).bean(Recorded.class);
		this.application.lead();
		LedApplication.awaitRunning(bean, true);
		this.application.context().pause();
		assertThat(bean.isRunning()).isFalse();
		assertThat(this.application.election.isLeader()).isFalse();
		this.application.context().restart();
		LedApplication.awaitRunning(bean, true);
		assertThat(this.application.election.isLeader()).isTrue();
		assertThat(bean.log()).containsExactly("+bean", "-bean", "+bean");
	}

	@Test
	void whenResigningThenTheLeaseIsHeldUntilTheBeanHasStopped() throws Exception {
		Recorded bean = this.application.start(One.class).bean(Recorded.class);
		LinkedBlockingQueue<Runnable> stops = new LinkedBlockingQueue<>();
		bean.onStop(stops::add);
		this.application.lead();
		LedApplication.awaitRunning(bean, true);
		LeaderElection other = other();
		CompletableFuture<Void> resigned = this.application.election.resign().toCompletableFuture();
		Runnable stop = stops.take();
		assertThat(this.application.election.isLeader()).isFalse();
		Awaitility.await()
			.during(LedApplication.TTL.plusMillis(500))
			.until(() -> !other.isLeader() && !resigned.isDone());
		stop.run();
		resigned.get(5, TimeUnit.SECONDS);
		Awaitility.await().until(other::isLeader);
		assertThat(bean.isRunning()).isFalse();
	}

	@Test
	void whenTheBeanDoesNotStopThenTheLeaseIsReleasedInTimeAndTheInstanceDoesNotLeadBefore(CapturedOutput output)
			throws Exception {
		this.application = new LedApplication(this.store, Duration.ofMillis(300));
		Recorded bean = this.application.start(One.class).bean(Recorded.class);
		LinkedBlockingQueue<Runnable> stops = new LinkedBlockingQueue<>();
		bean.onStop(stops::add);
		this.application.lead();
		LedApplication.awaitRunning(bean, true);
		this.application.election.resign().toCompletableFuture().get(5, TimeUnit.SECONDS);
		Awaitility.await()
			.until(() -> output.getOut().contains("not all of the beans [bean] have stopped within 300ms"));
		Awaitility.await().during(Duration.ofSeconds(3)).until(() -> !this.application.election.isLeader());
		stops.take().run();
		Awaitility.await().until(() -> bean.log().equals(List.of("+bean", "-bean", "+bean")));
		assertThat(this.application.election.isLeader()).isTrue();
		bean.onStop(Runnable::run);
	}

	@Test
	void whenAStartFailsThenWhatWasStartedIsStoppedAndTheLeadershipGivenUp(CapturedOutput output) {
		this.application.start(Three.class);
		List<String> log = log();
		this.application.context.getBean("second", Recorded.class).onStart((bean) -> {
			throw new IllegalStateException("no broker");
		});
		List<Object> events = new CopyOnWriteArrayList<>();
		this.application.election.addListener(events::add);
		this.application.admit();
		Awaitility.await().until(() -> events.stream().filter(Promoted.class::isInstance).count() >= 3);
		this.application.follow();
		assertThat(log).startsWith("+first", "-first", "+first", "-first").doesNotContain("+last");
		assertThat(events.stream().filter(Demoted.class::isInstance).map(Demoted.class::cast).map(Demoted::reason))
			.startsWith(DemotionReason.RESIGNED);
		assertThat(output.getOut().split("the bean 'second' could not be started. The leadership is given up"))
			.hasSize(2);
		assertThat(output).contains("the bean 'second' could not be started once more");
	}

	@Test
	void whenABeanFailsToStopThenTheOthersStopAndTheFailureIsLogged(CapturedOutput output) throws Exception {
		this.application.start(Three.class);
		List<String> log = log();
		this.application.lead();
		Awaitility.await().until(() -> log.size() == 3);
		Recorded second = this.application.context.getBean("second", Recorded.class);
		second.onStop((stop) -> {
			throw new IllegalStateException("no broker");
		});
		this.application.follow();
		this.application.election.resign().toCompletableFuture().get(5, TimeUnit.SECONDS);
		assertThat(log).containsExactly("+first", "+second", "+last", "-last", "-first");
		assertThat(output).containsOnlyOnce("The bean 'second' could not be stopped, and may still run while another")
			.contains("no broker")
			.doesNotContain("a listener failed");
		second.onStop(Runnable::run);
	}

	@Test
	void whenTheLeadershipIsOverBeforeTheStartBeginsThenTheBeanIsNotStarted() throws Exception {
		CountDownLatch held = new CountDownLatch(1);
		CompletableFuture<Object> told = new CompletableFuture<>();
		this.application.election.addListener((event) -> {
			if (event instanceof Promoted) {
				awaitQuietly(held);
			}
			else if (event instanceof Demoted) {
				told.complete(event);
			}
		});
		Recorded bean = this.application.start(One.class).bean(Recorded.class);
		this.application.lead();
		this.application.follow();
		Awaitility.await().until(() -> !this.application.election.isLeader());
		held.countDown();
		told.get(10, TimeUnit.SECONDS);
		assertThat(bean.log()).isEmpty();
	}

	@Test
	void whenResigningWhileTheBeanStartsThenTheStartIsWaitedForAndTheBeanStopped() throws Exception {
		Recorded bean = this.application.start(One.class).bean(Recorded.class);
		CountDownLatch starting = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		bean.onStart((self) -> {
			assertThat(Leadership.current()).isPresent();
			starting.countDown();
			awaitQuietly(go);
		});
		this.application.lead();
		LedApplication.await(starting);
		this.application.follow();
		Awaitility.await().during(Duration.ofMillis(500)).until(this.application.election::isLeader);
		go.countDown();
		Awaitility.await().until(() -> bean.log().equals(List.of("+bean", "-bean")));
	}

	@Test
	void whenTheLeadershipIsLostWhileTheBeanStartsThenTheStartIsInterrupted() throws Exception {
		Recorded bean = this.application.start(One.class).bean(Recorded.class);
		CountDownLatch starting = new CountDownLatch(1);
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		bean.onStart((self) -> {
			starting.countDown();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				interrupted.complete(true);
			}
		});
		CompletableFuture<Boolean> leaked = new CompletableFuture<>();
		this.application.election.addListener((event) -> {
			if (event instanceof Promoted) {
				leaked.complete(Thread.currentThread().isInterrupted());
			}
		});
		this.application.lead();
		LedApplication.await(starting);
		new StoreClient(this.store).revoke("app");
		assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
		Awaitility.await().until(() -> bean.log().contains("-bean"));
		assertThat(leaked.get(10, TimeUnit.SECONDS)).isFalse();
		bean.onStart((self) -> {
		});
	}

	@Test
	void whenSomeonesStartEndsAfterTheLeadershipThenTheBeanIsStopped() throws Exception {
		Recorded bean = this.application.start(One.class).bean(Recorded.class);
		this.application.lead();
		LedApplication.awaitRunning(bean, true);
		bean.stop(() -> {
		});
		CountDownLatch starting = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		bean.onStart((self) -> {
			starting.countDown();
			awaitThroughInterrupts(go);
		});
		CompletableFuture<Void> start = CompletableFuture.runAsync(bean::start);
		LedApplication.await(starting);
		bean.log().clear();
		new StoreClient(this.store).revoke("app");
		this.application.follow();
		Awaitility.await().until(() -> !this.application.election.isLeader());
		go.countDown();
		start.get(10, TimeUnit.SECONDS);
		assertThat(bean.log()).containsExactly("+bean", "-bean");
	}

	@Test
	void whenTheApplicationClosesThenTheBeanIsStoppedAndNotStartedAnyMore() throws Exception {
		Recorded bean = this.application.start(OneLow.class).bean(Recorded.class);
		CountDownLatch closing = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		this.application.context.registerBean("late", Recorded.class, () -> {
			Recorded late = new Recorded("late", Integer.MAX_VALUE, new CopyOnWriteArrayList<>());
			late.onStop((stop) -> {
				closing.countDown();
				awaitQuietly(go);
				stop.run();
			});
			return late;
		});
		this.application.context.getBean("late", Recorded.class).start();
		CompletableFuture<Void> closed = CompletableFuture.runAsync(this.application::close);
		LedApplication.await(closing);
		CountDownLatch demoted = new CountDownLatch(1);
		this.application.election.addListener((event) -> {
			if (event instanceof Demoted) {
				demoted.countDown();
			}
		});
		this.application.admit();
		LedApplication.await(demoted);
		go.countDown();
		closed.get(20, TimeUnit.SECONDS);
		assertThat(bean.log()).isEmpty();
	}

	@Test
	void whenTheApplicationClosesThenABeanOfALowPhaseIsStoppedBeforeTheLeaseIsReleased() throws Exception {
		Recorded bean = this.application.start(OneLow.class).bean(Recorded.class);
		LinkedBlockingQueue<Runnable> stops = new LinkedBlockingQueue<>();
		bean.onStop(stops::add);
		this.application.lead();
		LedApplication.awaitRunning(bean, true);
		LeaderElection other = other();
		CompletableFuture<Void> closed = CompletableFuture.runAsync(this.application::close);
		Runnable stop = stops.take();
		Awaitility.await().during(Duration.ofMillis(500)).until(() -> !other.isLeader());
		stop.run();
		Awaitility.await().until(other::isLeader);
		closed.get(20, TimeUnit.SECONDS);
		assertThat(bean.log()).containsExactly("+bean", "-bean");
	}

	@Test
	void whenGuardedWorkStartsTheBeanWhileTheLeadershipDrainsThenItIsStoppedAfterwards() {
		Recorded bean = this.application.start(One.class).bean(Recorded.class);
		this.application.lead();
		LedApplication.awaitRunning(bean, true);
		bean.stop(() -> {
		});
		try (GuardedCall call = this.application.election.tryEnter()) {
			assertThat(call).isNotNull();
			this.application.follow();
			bean.start();
			assertThat(bean.isRunning()).isTrue();
		}
		LedApplication.awaitRunning(bean, false);
	}

	private List<String> log() {
		return this.application.context.getBean("first", Recorded.class).log();
	}

	private LeaderElection other() {
		ElectionEngine engine = new ElectionEngine(this.store.sharing(), Duration.ofMillis(100), true);
		LeaderElection election = engine.create("other",
				ElectionSettings.withKey("app").ttl(LedApplication.TTL).build());
		engine.start();
		this.others.add(engine);
		return election;
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			LedApplication.await(latch);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void awaitThroughInterrupts(CountDownLatch latch) {
		while (true) {
			try {
				LedApplication.await(latch);
				return;
			}
			catch (InterruptedException ex) {
				// goes on
			}
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class One {

		@Bean
		@LeaderLifecycle
		Recorded bean() {
			return new Recorded("bean", Integer.MAX_VALUE, new CopyOnWriteArrayList<>());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OneLow {

		@Bean
		@LeaderLifecycle
		Recorded bean() {
			return new Recorded();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Three {

		private final List<String> log = new CopyOnWriteArrayList<>();

		@Bean
		@LeaderLifecycle
		Recorded last() {
			return new Recorded("last", 3, this.log);
		}

		@Bean
		@LeaderLifecycle
		Recorded first() {
			return new Recorded("first", 1, this.log);
		}

		@Bean
		@LeaderLifecycle
		Recorded second() {
			return new Recorded("second", 2, this.log);
		}

	}

}
