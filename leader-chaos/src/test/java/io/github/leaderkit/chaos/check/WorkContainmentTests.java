package io.github.leaderkit.chaos.check;

import io.github.leaderkit.DemotionReason;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WorkContainmentTests {

	private final WorkContainment containment = new WorkContainment();

	@Test
	void whenWorkHasLeftBeforeTheNextLeaderThenNothingIsTold() {
		assertThat(new Scene().serves(1, 5, 0, 100, DemotionReason.RESIGNED)
			.works(1, 5, 90, 99)
			.leads(2, 6, 110, 200)
			.check(this.containment)).isEmpty();
	}

	@Test
	void whenWorkIsLetInAfterTheGuardWasFalseThenItIsTold() {
		assertThat(new Scene().leads(1, 5, 0, 100).works(1, 5, 110, 120).check(this.containment)).hasSize(1);
	}

	@Test
	void whenWorkOfALeadershipThatWasGivenUpMeetsTheNextLeaderThenItIsTold() {
		assertThat(new Scene().serves(1, 5, 0, 100, DemotionReason.STOPPED)
			.works(1, 5, 90, 130)
			.leads(2, 6, 110, 200)
			.check(this.containment)).extracting(Violation::millis).containsExactly(20L);
	}

	@Test
	void whenTwoLedAtOnceThenThatAloneIsTold() {
		assertThat(new Scene().serves(1, 5, 0, 100, DemotionReason.STOPPED)
			.works(1, 5, 90, 130)
			.leads(2, 6, 80, 200)
			.check(this.containment)).isEmpty();
	}

	@Test
	void whenWorkOfALeadershipThatWasLostMeetsTheNextLeaderThenThatIsALimitOfLeases() {
		assertThat(new Scene().serves(1, 5, 0, 100, DemotionReason.EXPIRED)
			.works(1, 5, 90, 130)
			.leads(2, 6, 110, 200)
			.check(this.containment)).isEmpty();
	}

}
