package io.github.leaderkit.guard;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.LeaderOnly.OnDemotion;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.NotLeaderException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for what happens to guarded work when the leadership ends, and for how much of it
 * must remain.
 */
@Timeout(60)
class OnDemotionTests {

	/**
	 * Work is cancelled after half of it: the rest is for it to see that it still leads.
	 */
	private static final Duration SHORT_DRAIN = Duration.ofSeconds(3);

	private static final Duration LONG_DRAIN = Duration.ofSeconds(20);

	private static final Duration SOON = Duration.ofSeconds(10);

	private final FakeElection election = new FakeElection("default");

	private final Jobs jobs = Guarding.guard(new Jobs(), FakeElections.of(this.election));

	@Test
	void whenTheLeadershipEndsThenWorkThatSaysSoIsInterrupted() {
		this.election.won();
		assertThat(this.jobs.interrupted(this.election::lost)).isTrue();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void whenTheLeadershipEndsThenWorkThatSaysNothingGoesOn() {
		this.election.won();
		assertThat(this.jobs.unsaid(this.election::lost)).isFalse();
	}

	@Test
	void whenTheElectionInterruptsThenWorkThatSaysNothingIsInterrupted() {
		this.election.settings = ElectionSettings.withKey("default").interruptOnDemotion(true).build();
		this.election.won();
		assertThat(this.jobs.unsaid(this.election::lost)).isTrue();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void whenTheElectionInterruptsThenWorkThatIsToContinueGoesOn() {
		this.election.settings = ElectionSettings.withKey("default").interruptOnDemotion(true).build();
		this.election.won();
		assertThat(this.jobs.continued(this.election::lost)).isFalse();
	}

	@Test
	void whenLessThanTheLeadRemainsThenWorkThatIsInterruptedIsNotLetIn() {
		this.election.won();
		Duration lead = this.election.settings.interruptLead();
		this.election.remaining = lead.minusNanos(1);
		assertThat(this.jobs.interrupted(() -> {
		})).isNull();
		assertThat(this.jobs.unsaid(() -> {
		})).isFalse();
		this.election.remaining = lead;
		assertThat(this.jobs.interrupted(() -> {
		})).isFalse();
	}

	@Test
	void whenLessThanTheLeastTimeRemainsThenACallIsNotLetIn() {
		this.election.won();
		this.election.remaining = Duration.ofMillis(1999);
		assertThat(this.jobs.twoSeconds()).isEqualTo("skipped");
		assertThat(this.jobs.twoSecondsInterrupted()).isEqualTo("skipped");
		this.election.remaining = Duration.ofSeconds(2);
		assertThat(this.jobs.twoSeconds()).isEqualTo("run");
		assertThat(this.jobs.twoSecondsInterrupted()).isEqualTo("run");
	}

	@Test
	void whenTheDrainTakesTooLongThenWorkIsInterruptedBeforeTheLeadershipEnds() throws Exception {
		try (RunningElection running = new RunningElection((s) -> s.drainTimeout(SHORT_DRAIN))) {
			SlowJobs slow = Guarding.guard(new SlowJobs(), running.engine);
			ExecutorService pool = Executors.newSingleThreadExecutor();
			Future<Boolean> valid = pool.submit(slow::untilInterrupted);
			slow.begun().await();
			running.election.resign();
			assertThat(valid.get(SOON.toSeconds(), TimeUnit.SECONDS)).as("it was interrupted while it still led")
				.isTrue();
			assertThat(pool.submit(() -> Thread.currentThread().isInterrupted()).get()).isFalse();
			pool.shutdown();
		}
	}

	@Test
	void whenALeaderResignsThenItWaitsForTheFutureOfACall() throws Exception {
		try (RunningElection running = new RunningElection((s) -> s.drainTimeout(LONG_DRAIN))) {
			SlowJobs slow = Guarding.guard(new SlowJobs(), running.engine);
			Leadership leadership = running.election.leadership().orElseThrow();
			CompletableFuture<String> work = new CompletableFuture<>();
			slow.future(work);
			CompletableFuture<Void> resigned = running.election.resign().toCompletableFuture();
			assertThatExceptionOfType(TimeoutException.class)
				.isThrownBy(() -> resigned.get(300, TimeUnit.MILLISECONDS));
			assertThat(leadership.isValid()).isTrue();
			work.complete("done");
			assertThat(resigned).succeedsWithin(SOON);
			assertThat(leadership.isValid()).isFalse();
		}
	}

	@Test
	void whenALeaderResignsThenItWaitsForASubscription() throws Exception {
		try (RunningElection running = new RunningElection((s) -> s.drainTimeout(LONG_DRAIN))) {
			SlowJobs slow = Guarding.guard(new SlowJobs(), running.engine);
			CompletableFuture<String> work = new CompletableFuture<>();
			CompletableFuture<String> result = slow.mono(work).toFuture();
			CompletableFuture<Void> resigned = running.election.resign().toCompletableFuture();
			assertThatExceptionOfType(TimeoutException.class)
				.isThrownBy(() -> resigned.get(300, TimeUnit.MILLISECONDS));
			work.complete("done");
			assertThat(result).isCompletedWithValue("done");
			assertThat(resigned).succeedsWithin(SOON);
		}
	}

	@Test
	void whenTheDrainTakesTooLongThenFuturesAndSubscriptionsAreCancelled() throws Exception {
		try (RunningElection running = new RunningElection(
				(s) -> s.drainTimeout(SHORT_DRAIN).interruptOnDemotion(true))) {
			SlowJobs slow = Guarding.guard(new SlowJobs(), running.engine);
			CompletableFuture<String> work = new CompletableFuture<>();
			slow.future(work);
			CompletableFuture<String> upstream = new CompletableFuture<>();
			CompletableFuture<String> result = slow.mono(upstream).toFuture();
			assertThat(running.election.resign().toCompletableFuture()).succeedsWithin(SOON);
			await().untilAsserted(() -> {
				assertThat(work).isCancelled();
				assertThat(upstream).isCancelled();
			});
			assertThat(result).failsWithin(SOON).withThrowableThat().withCauseInstanceOf(NotLeaderException.class);
		}
	}

	static class Jobs {

		@LeaderOnly(onDemotion = OnDemotion.INTERRUPT)
		@Nullable Boolean interrupted(Runnable inside) {
			inside.run();
			return Thread.currentThread().isInterrupted();
		}

		@LeaderOnly(defaultValue = "true")
		boolean unsaid(Runnable inside) {
			inside.run();
			return Thread.currentThread().isInterrupted();
		}

		@LeaderOnly(onDemotion = OnDemotion.CONTINUE, defaultValue = "true")
		boolean continued(Runnable inside) {
			inside.run();
			return Thread.currentThread().isInterrupted();
		}

		@LeaderOnly(minRemaining = "2s", defaultValue = "skipped")
		String twoSeconds() {
			return "run";
		}

		@LeaderOnly(minRemaining = "PT2S", onDemotion = OnDemotion.INTERRUPT, defaultValue = "skipped")
		String twoSecondsInterrupted() {
			return "run";
		}

	}

	static class SlowJobs {

		private final CountDownLatch begun = new CountDownLatch(1);

		CountDownLatch begun() {
			return this.begun;
		}

		@LeaderOnly(onDemotion = OnDemotion.INTERRUPT, defaultValue = "false")
		boolean untilInterrupted() {
			this.begun.countDown();
			try {
				new CountDownLatch(1).await();
				return false;
			}
			catch (InterruptedException ex) {
				return Leadership.required().isValid();
			}
		}

		@LeaderOnly
		CompletableFuture<String> future(CompletableFuture<String> work) {
			return work;
		}

		@LeaderOnly
		Mono<String> mono(CompletableFuture<String> work) {
			return Mono.fromFuture(work);
		}

	}

}
