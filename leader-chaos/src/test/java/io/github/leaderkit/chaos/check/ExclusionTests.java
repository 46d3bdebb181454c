package io.github.leaderkit.chaos.check;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ExclusionTests {

	private final Exclusion exclusion = new Exclusion();

	@Test
	void whenOneLeadsAfterTheOtherThenThereIsNoOverlap() {
		assertThat(new Scene().leads(1, 5, 0, 100).leads(2, 6, 100, 200).check(this.exclusion)).isEmpty();
	}

	@Test
	void whenTwoLeadAtATimeThenTheOverlapIsTold() {
		List<Violation> violations = new Scene().leads(1, 5, 0, 100).leads(2, 6, 60, 200).check(this.exclusion);
		assertThat(violations).hasSize(1);
		assertThat(violations.get(0).millis()).isEqualTo(40);
		assertThat(violations.get(0).election()).isEqualTo(Scene.ELECTION);
	}

	@Test
	void whenAnOverlapIsShorterThanAMillisecondThenItIsNotRoundedAway() {
		List<Violation> violations = new Scene().leads(1, 5, 0, 100).leads(2, 6, 99.999, 200).check(this.exclusion);
		assertThat(violations).hasSize(1);
		assertThat(violations.get(0).millis()).isEqualTo(1);
	}

	@Test
	void whenAShortLeadershipLiesWithinALongOneThenTheOverlapIsTold() {
		List<Violation> violations = new Scene().leads(1, 5, 0, 1000)
			.leads(2, 6, 100, 130)
			.leads(3, 7, 500, 550)
			.check(this.exclusion);
		assertThat(violations).extracting(Violation::millis).containsExactly(30L, 50L);
	}

	@Test
	void whenALeaderWasKilledThenWhatWasSeenOfItCounts() {
		assertThat(new Scene().leadsToTheEnd(1, 5, 0, 100).leads(2, 6, 90, 200).check(this.exclusion)).hasSize(1);
	}

	@Test
	void whenWorkIsLetInAfterTheLastLookAtTheGuardThenItCountsAsALook() {
		assertThat(new Scene().leadsToTheEnd(1, 5, 0, 100)
			.works(1, 5, 150, 151)
			.leads(2, 6, 120, 200)
			.check(this.exclusion)).extracting(Violation::millis).containsExactly(30L);
	}

}
