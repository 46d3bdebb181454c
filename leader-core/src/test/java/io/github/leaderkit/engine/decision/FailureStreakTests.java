package io.github.leaderkit.engine.decision;

import java.time.Duration;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ErrorKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class FailureStreakTests {

	private static final Timing TIMING = Timing.of(ElectionSettings.withKey("k").build(), Duration.ofMillis(1_250));

	private static final double ALMOST_ONE = Math.nextDown(1.0);

	@Test
	void whenFailuresAreOfOneRunThenTheyAreCountedAndTheLastKindIsKept() {
		FailureStreak streak = FailureStreak.NONE.failed(ErrorKind.BUSY).failed(ErrorKind.READ_ONLY);
		assertThat(streak.failures()).isEqualTo(2);
		assertThat(streak.kind()).isEqualTo(ErrorKind.READ_ONLY);
	}

	@Test
	void whenItFailsAfterItCameLateThenTheNextLateReplyIsAFirstAgain() {
		FailureStreak late = FailureStreak.NONE.failed(ErrorKind.BUSY).cameLate();
		assertThat(late.late()).isOne();
		assertThat(late.kind()).isEqualTo(ErrorKind.BUSY);
		assertThat(late.failed(ErrorKind.BUSY).late()).isZero();
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = { "DENIED", "FOREIGN_DATA", "WRITES_REFUSED" })
	void whenFailuresFollowEachOtherThenTheBackOffDoublesUpToASixthOfTheTtl(ErrorKind kind) {
		FailureStreak streak = FailureStreak.NONE;
		for (long expected : new long[] { 750, 1_500, 2_500, 2_500 }) {
			streak = streak.failed(kind);
			assertThat(millis(streak, ALMOST_ONE)).isCloseTo(expected, within(1.0));
		}
		for (int i = 0; i < 1_000; i++) {
			streak = streak.failed(kind);
		}
		assertThat(millis(streak, ALMOST_ONE)).isCloseTo(2_500, within(1.0));
	}

	@Test
	void whenWritesAreRefusedThenTheBackOffIsLongFromTheBeginning() {
		assertThat(millis(FailureStreak.NONE.failed(ErrorKind.WRITES_REFUSED), ALMOST_ONE)).isCloseTo(2_500,
				within(1.0));
	}

	@ParameterizedTest
	@EnumSource(names = { "DENIED", "FOREIGN_DATA" })
	void whenOnlyPeopleCanHelpThenTheBackOffIsFiveSeconds(ErrorKind kind) {
		assertThat(millis(FailureStreak.NONE.failed(kind), 0)).isEqualTo(5_000);
		assertThat(millis(FailureStreak.NONE.failed(kind), ALMOST_ONE)).isEqualTo(5_000);
	}

	@Test
	void whenChanceIsLowThenTheBackOffIsUpToAQuarterShorter() {
		assertThat(millis(FailureStreak.NONE.failed(ErrorKind.BUSY), 0)).isEqualTo(562.5);
	}

	@Test
	void whenTheTtlIsAsShortAsCanBeThenTheBackOffIsNotBelowTheRetryPeriod() {
		Timing shortest = Timing.of(ElectionSettings.withKey("k").ttl(Duration.ofSeconds(1)).build(),
				Duration.ofMillis(80));
		assertThat(FailureStreak.NONE.failed(ErrorKind.BUSY).backOff(shortest, ALMOST_ONE) / (double) Timing.MILLI)
			.isCloseTo(50, within(1.0));
	}

	private static double millis(FailureStreak streak, double chance) {
		return streak.backOff(TIMING, chance) / (double) Timing.MILLI;
	}

}
