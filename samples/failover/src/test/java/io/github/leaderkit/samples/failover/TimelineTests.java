package io.github.leaderkit.samples.failover;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TimelineTests {

	private final Timeline timeline = new Timeline();

	@Test
	void whenItIsObservedWhileWaitingThenWaitingEnds() throws InterruptedException {
		CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS)
			.execute(() -> this.timeline.logged("a", new LogLine(LogLine.Kind.PROMOTED, "default", 1, "", 100)));
		assertThat(this.timeline.await("somebody leads", Duration.ofSeconds(10), History::leader))
			.isEqualTo(new Claim("a", 1, 100, Claim.LASTS));
	}

	@Test
	void whenItIsNotObservedInTimeThenTheMessageSaysWhatWasMissed() {
		assertThatExceptionOfType(ShowFailedException.class)
			.isThrownBy(() -> this.timeline.await("somebody leads", Duration.ofMillis(1), History::leader))
			.withMessageContaining("somebody leads");
	}

	@Test
	void whenSomethingFailsThenWaitingEndsWithTheFirstReason() {
		this.timeline.fail("a ended by itself");
		this.timeline.fail("b ended by itself");
		assertThatExceptionOfType(ShowFailedException.class)
			.isThrownBy(() -> this.timeline.await("somebody leads", Duration.ofSeconds(10), History::leader))
			.withMessage("a ended by itself");
	}

	@Test
	void whenAPausedLeaderGoesOnInTimeThenItsClaimLasts() {
		this.timeline.logged("a", new LogLine(LogLine.Kind.PROMOTED, "default", 1, "", 100));
		this.timeline.paused(1, 400);
		assertThat(this.timeline.history().leader()).isEmpty();
		this.timeline.resumedInTime(1);
		assertThat(this.timeline.history().leader()).isPresent();
	}

}
