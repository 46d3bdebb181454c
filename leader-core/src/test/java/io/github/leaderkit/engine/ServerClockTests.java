package io.github.leaderkit.engine;

import java.time.Duration;

import io.github.leaderkit.ElectionSettings;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ServerClockTests {

	private static final long SENT = Long.MAX_VALUE - 3;

	private static final long COMMAND = millis(1_250);

	private static final Timing TIMING = Timing.of(ElectionSettings.withKey("k").build(), Duration.ofNanos(COMMAND));

	private final ServerClock clock = new ServerClock(1_000_000, SENT, SENT + millis(400));

	@Test
	void whenNoTimeHasPassedThenARequestMayTakeEffectUntilTheCommandTimeoutAndALittle() {
		assertThat(this.clock.notAfter(SENT, COMMAND)).isEqualTo(1_001_255);
	}

	@Test
	void whenTimeHasPassedSinceTheRequestWasSentThenATenthMoreIsAllowed() {
		assertThat(this.clock.notAfter(SENT + millis(10_000), COMMAND)).isEqualTo(1_012_255);
	}

	@Test
	void whenAForwardStepAsLongAsTheMarginCouldPassThenTheReadingIsTooOld() {
		assertThat(this.clock.isTooOld(SENT + millis(10_000), TIMING)).isFalse();
		assertThat(this.clock.isTooOld(SENT + millis(12_449), TIMING)).isFalse();
		assertThat(this.clock.isTooOld(SENT + millis(12_450), TIMING)).isTrue();
	}

	@Test
	void whenBothClocksRunAsFarApartAsAllowedThenTheStoreDidNotJump() {
		long local = 10_000;
		assertThat(this.clock.jumpedUntil(later(1_000_000 + local * 13 / 11, local))).isFalse();
		assertThat(this.clock.jumpedUntil(later(1_000_000 + local * 11 / 13, local))).isFalse();
	}

	@Test
	void whenMoreTimePassedAtTheStoreThanCanThenItJumped() {
		assertThat(this.clock.jumpedUntil(later(1_000_000 + 12_600, 10_000))).isTrue();
		assertThat(this.clock.jumpedUntil(later(1_000_600, 0))).isTrue();
	}

	/** A reading whose request was sent some time after the reply to the first. */
	private ServerClock later(long serverMillis, long localMillis) {
		long sent = this.clock.receivedNanos() + millis(localMillis);
		return new ServerClock(serverMillis, sent, sent + millis(1));
	}

	private static long millis(long millis) {
		return millis * Timing.MILLI;
	}

}
