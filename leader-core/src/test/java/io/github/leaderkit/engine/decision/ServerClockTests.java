package io.github.leaderkit.engine.decision;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.github.leaderkit.ElectionSettings;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ServerClockTests {

	private static final String RUN = "a";

	private static final long SENT = Long.MAX_VALUE - 3;

	private static final long COMMAND = millis(1_250);

	private static final Timing TIMING = Timing.of(ElectionSettings.withKey("k").build(), Duration.ofNanos(COMMAND));

	private static final long MARGIN = TIMING.margin();

	private final ServerClock clock = new ServerClock(1_000_000, SENT, SENT + millis(200), RUN);

	@Test
	void whenNoTimeHasPassedThenARequestMayTakeEffectUntilTheCommandTimeoutAndALittle() {
		assertThat(this.clock.notAfter(SENT, COMMAND, MARGIN)).isEqualTo(1_001_255);
	}

	@Test
	void whenTimeHasPassedSinceTheRequestWasSentThenATenthMoreIsAllowed() {
		assertThat(this.clock.notAfter(SENT + millis(10_000), COMMAND, MARGIN)).isEqualTo(1_012_255);
	}

	@Test
	void whenTheReplyWasSlowThenTheMarginIsCountedFromItsReceiptAndIsTheMost() {
		ServerClock slow = new ServerClock(1_000_000, SENT, SENT + millis(1_200), RUN);
		assertThat(slow.notAfter(SENT + millis(10_000), COMMAND, MARGIN)).isEqualTo(1_000_000 + 8_800 + 2_495);
	}

	@Test
	void whenTheStoreIsSetForwardByTheMarginThenItIsNoticedHoweverLongCallsTake() {
		for (long[] ways : ways()) {
			long arrives = arrival(ways, MARGIN / Timing.MILLI);
			assertThat(reading(ways).notAfter(sent(ways), COMMAND, MARGIN)).as(Arrays.toString(ways))
				.isLessThan(arrives);
			assertThat(reading(ways).mayHaveJumpedUntil(next(ways, arrives), MARGIN)).as(Arrays.toString(ways))
				.isTrue();
		}
	}

	@Test
	void whenNoClockIsSetThenARequestThatComesInTimeIsNotLateHoweverLongCallsTake() {
		for (long[] ways : ways()) {
			long arrives = arrival(ways, 0);
			assertThat(reading(ways).notAfter(sent(ways), COMMAND, MARGIN)).as(Arrays.toString(ways))
				.isGreaterThanOrEqualTo(arrives);
			assertThat(reading(ways).mayHaveJumpedUntil(next(ways, arrives), MARGIN)).as(Arrays.toString(ways))
				.isFalse();
			assertThat(reading(ways).jumpedUntil(next(ways, arrives))).as(Arrays.toString(ways)).isFalse();
		}
	}

	@Test
	void whenAForwardStepAsLongAsTheMarginCouldPassThenTheReadingIsTooOld() {
		assertThat(this.clock.isTooOld(SENT + millis(10_000), TIMING)).isFalse();
		assertThat(this.clock.isTooOld(SENT + millis(12_449), TIMING)).isFalse();
		assertThat(this.clock.isTooOld(SENT + millis(12_450), TIMING)).isTrue();
	}

	@Test
	void whenTheReplyTookNearlyAsLongAsTheMarginThenTheReadingIsTooVagueAndNotTooOld() {
		ServerClock quick = new ServerClock(1_000_000, SENT, SENT + millis(2_200), RUN);
		assertThat(quick.isTooVague(SENT + millis(2_200), TIMING)).isFalse();
		ServerClock slow = new ServerClock(1_000_000, SENT, SENT + millis(2_300), RUN);
		assertThat(slow.isTooVague(SENT + millis(2_300), TIMING)).isTrue();
		assertThat(slow.isTooOld(SENT + millis(2_300), TIMING)).isFalse();
	}

	@Test
	void whenTheReadingIsTooOldThenItIsTooVague() {
		assertThat(this.clock.isTooVague(SENT + millis(12_449), TIMING)).isFalse();
		assertThat(this.clock.isTooVague(SENT + millis(12_450), TIMING)).isTrue();
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
		return new ServerClock(serverMillis, sent, sent + millis(1), RUN);
	}

	/**
	 * How long a request, its reply and the next request take, and how much time passes
	 * between the reply and that request; each call in the time that it is given.
	 */
	private static List<long[]> ways() {
		List<long[]> all = new ArrayList<>();
		for (long request = 0; request <= 1_200; request += 120) {
			for (long reply = 0; reply <= 1_200 - request; reply += 120) {
				for (long next = 0; next <= 1_200; next += 120) {
					for (long pause : new long[] { 0, 3_000, 10_000 }) {
						all.add(new long[] { request, reply, next, pause });
					}
				}
			}
		}
		return all;
	}

	private static ServerClock reading(long[] ways) {
		return new ServerClock(1_000_000, SENT, SENT + millis(ways[0] + ways[1]), RUN);
	}

	private static long sent(long[] ways) {
		return SENT + millis(ways[0] + ways[1] + ways[3]);
	}

	private static long arrival(long[] ways, long transition) {
		return 1_000_000 + ways[1] + ways[3] + ways[2] + transition;
	}

	private static ServerClock next(long[] ways, long serverMillis) {
		return new ServerClock(serverMillis, sent(ways), sent(ways) + millis(ways[2] + 5), RUN);
	}

	private static long millis(long millis) {
		return millis * Timing.MILLI;
	}

}
