package io.github.leaderkit.samples.failover;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HistoryTests {

	@Test
	void whenALeaderIsDemotedThenItsClaimEnds() {
		History history = Lines.history(Lines.promoted("a", 1, 100), Lines.demoted("a", 1, 200));
		assertThat(history.claims()).containsExactly(new Claim("a", 1, 100, 200));
		assertThat(history.leader()).isEmpty();
	}

	@Test
	void whenALeaderDiesThenItsClaimEnds() {
		History history = Lines.withDeath(Lines.history(Lines.promoted("a", 1, 100)), "a", 150);
		assertThat(history.claims()).containsExactly(new Claim("a", 1, 100, 150));
	}

	@Test
	void whenALeaderIsDemotedAndThenDiesThenItsClaimEndsWithTheDemotion() {
		History history = Lines.history(Lines.promoted("a", 1, 100), Lines.demoted("a", 1, 200));
		assertThat(Lines.withDeath(history, "a", 300).claims()).containsExactly(new Claim("a", 1, 100, 200));
	}

	@Test
	void whenALeaderLearnsOfItsEndAfterAPauseThenItsClaimEndsWithItsLease() {
		History history = Lines.history(Lines.promoted("a", 1, 100), Lines.demoted("a", 1, 900));
		assertThat(Lines.withPauseUntil(history, 1, 400).claims()).containsExactly(new Claim("a", 1, 100, 400));
	}

	@Test
	void whenALeaderIsPausedThenItsEarlierLeadershipKeepsItsEnd() {
		History history = Lines.history(Lines.promoted("a", 1, 100), Lines.demoted("a", 1, 200),
				Lines.promoted("a", 2, 300));
		assertThat(Lines.withPauseUntil(history, 2, 400).claims()).containsExactly(new Claim("a", 1, 100, 200),
				new Claim("a", 2, 300, 400));
	}

	@Test
	void whenADemotionIsThatOfAnotherTermOrInstanceThenTheClaimLasts() {
		History history = Lines.history(Lines.promoted("a", 2, 100), Lines.demoted("a", 1, 200),
				Lines.demoted("b", 2, 200));
		assertThat(history.leader()).contains(new Claim("a", 2, 100, Claim.LASTS));
	}

	@Test
	void whenSeveralLedThenTheNextAfterATermIsTheFirstOne() {
		History history = Lines.history(Lines.promoted("a", 1, 100), Lines.demoted("a", 1, 200),
				Lines.promoted("c", 3, 300), Lines.promoted("b", 2, 200));
		assertThat(history.leaderAfter(1)).contains(new Claim("b", 2, 200, Claim.LASTS));
		assertThat(history.leaderAfter(3)).isEmpty();
	}

}
