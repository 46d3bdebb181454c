package io.github.leaderkit.benchmarks.arena;

import java.util.List;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ClaimsTests {

	@Test
	void whenOneEndsBeforeTheOtherBeginsThenNothingIsClaimedTwice() {
		assertThat(Claims.twice(List.of(claims(1, 2, 3), claims(4, 5)))).isZero();
	}

	@Test
	void whenTwoClaimThenEachMillisecondCountsOnce() {
		assertThat(Claims.twice(List.of(claims(1, 2, 3, 4), claims(3, 4, 5), claims(4)))).isEqualTo(2);
	}

	@Test
	void whatWasNotLookedAtBetweenTwoClaimsIsClaimed() {
		assertThat(Claims.twice(List.of(claims(100, 110), claims(101, 103, 105)))).isEqualTo(5);
	}

	@Test
	void whenAProcessStoodStillThenItClaimedNothingMeanwhile() {
		assertThat(Claims.twice(List.of(claims(100, 111), claims(101, 105, 110)))).isZero();
	}

	private static Claims claims(long... millis) {
		Claims claims = new Claims();
		LongStream.of(millis).forEach(claims::add);
		return claims;
	}

}
