package io.github.leaderkit.chaos.check;

import io.github.leaderkit.LeadershipEvent.FireMissed.Cause;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FiresAccountedTests {

	private final FiresAccounted accounted = new FiresAccounted();

	private final Scene scene = new Scene().scheduled(1).runs(1, 5).runs(1, 6);

	@Test
	void whenEachSecondIsRunThenNothingIsTold() {
		assertThat(this.scene.runs(2, 7).check(this.accounted)).isEmpty();
	}

	@Test
	void whenARunStandsForEarlierSecondsThenNothingIsTold() {
		assertThat(this.scene.runs(2, 9, 1, 3).check(this.accounted)).isEmpty();
		assertThat(FireFigures.of(this.scene.history()).coalesced()).isEqualTo(2);
	}

	@Test
	void whenSecondsWereMissedAndThatWasReportedThenNothingIsTold() {
		this.scene.missed(2, 8, 2, Cause.IN_DOUBT, 8500).runs(2, 9);
		assertThat(this.scene.check(this.accounted)).isEmpty();
		assertThat(FireFigures.of(this.scene.history()).inDoubt()).isEqualTo(2);
		assertThat(FireFigures.of(this.scene.history()).late()).isZero();
	}

	@Test
	void whenASecondIsNeitherRunNorReportedThenItIsTold() {
		assertThat(this.scene.runs(2, 8).check(this.accounted)).singleElement()
			.satisfies((violation) -> assertThat(violation.message()).contains("7000"));
	}

	@Test
	void whenARunStandsForFewerSecondsThanThereWereThenEachOtherIsTold() {
		assertThat(this.scene.runs(2, 10, 1, 2).check(this.accounted)).hasSize(2);
	}

	@Test
	void whenFewerWereReportedThanMissedThenEachOtherIsTold() {
		assertThat(this.scene.missed(2, 9, 2, Cause.TOO_LATE, 9500).runs(2, 10).check(this.accounted)).hasSize(1);
	}

	@Test
	void whenNothingWasClaimedSinceThenNothingIsOwed() {
		assertThat(this.scene.lastFireLeft(6, 20_000).check(this.accounted)).isEmpty();
	}

	@Test
	void whenRedisKnowsALaterFireThanAnybodyElseThenItIsTold() {
		assertThat(this.scene.lastFireLeft(7, 20_000).check(this.accounted)).hasSize(1);
	}

	@Test
	void whenTheLeaderThatGaveUpWasKilledThenItsReportIsLost() {
		this.scene.leadsToTheEnd(2, 9, 6500, 7100).runs(3, 8).quit(3, 9000, 0);
		assertThat(this.scene.check(this.accounted)).isEmpty();
		assertThat(FireFigures.of(this.scene.history()).lost()).isEqualTo(1);
	}

	@Test
	void whenAnotherWasKilledAtAnotherTimeThenItIsTold() {
		assertThat(new Scene().scheduled(1)
			.runs(1, 5)
			.leadsToTheEnd(2, 9, 6500, 7100)
			.runs(3, 20, 1, 15)
			.runs(3, 22)
			.check(this.accounted)).hasSize(1);
	}

	@Test
	void whenALeaderHasStoppedInOrderThenNoReportOfItIsLost() {
		assertThat(this.scene.leads(2, 9, 6500, 7100).quit(2, 7200, 0).runs(3, 8).check(this.accounted)).hasSize(1);
	}

	@Test
	void whenARunWasInterruptedAndReportedThenNothingIsTold() {
		this.scene.runsToTheEnd(1, 7).interrupted(2, 7, 8000).runs(2, 8);
		assertThat(this.scene.check(this.accounted)).isEmpty();
		assertThat(FireFigures.of(this.scene.history()).interrupted()).isEqualTo(1);
	}

	@Test
	void whenARunWasInterruptedAndRunAgainThenNothingIsTold() {
		this.scene.runsToTheEnd(1, 7).runs(2, 7, 2, 1).runs(2, 8);
		assertThat(this.scene.check(this.accounted)).isEmpty();
		assertThat(FireFigures.of(this.scene.history()).again()).isEqualTo(1);
	}

	@Test
	void whenARunWasInterruptedAndNotReportedThenItIsTold() {
		assertThat(this.scene.leadsToTheEnd(1, 9, 4900, 7020).runsToTheEnd(1, 7).runs(2, 8).check(this.accounted))
			.hasSize(1);
	}

	@Test
	void whenTheLastRunDidNotEndThenNobodyHasLedSince() {
		assertThat(this.scene.runsToTheEnd(1, 7).check(this.accounted)).isEmpty();
	}

	@Test
	void whenDataWasLostThenItIsOnlyCounted() {
		this.scene.dataLoss(6500, 6600).runs(2, 8);
		assertThat(this.scene.check(this.accounted)).isEmpty();
		assertThat(FireFigures.of(this.scene.history()).unaccounted()).isZero();
		assertThat(FireFigures.of(this.scene.history()).unaccountedAfterLoss()).isEqualTo(1);
	}

}
