package io.github.leaderkit.chaos.check;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.chaos.history.EventKind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EventOrderTests {

	private final EventOrder order = new EventOrder();

	private final Scene scene = new Scene().is(EventKind.STARTED, 1, 0);

	@Test
	void whenPromotionsAndDemotionsAlternateThenNothingIsTold() {
		this.scene.serves(1, 5, 10, 100, DemotionReason.EXPIRED)
			.serves(1, 6, 110, 200, DemotionReason.STOPPED)
			.is(EventKind.STOP_CALLED, 1, 199)
			.is(EventKind.STOPPED, 1, 210)
			.quit(1, 211, 0);
		assertThat(this.scene.check(this.order)).isEmpty();
	}

	@Test
	void whenAProcessIsKilledThenItsLastDemotionMayBeMissing() {
		this.scene.promoted(1, 5, 10).leadsToTheEnd(1, 5, 10, 100);
		assertThat(this.scene.check(this.order)).isEmpty();
	}

	@Test
	void whenPromotedTwiceThenItIsTold() {
		this.scene.promoted(1, 5, 10).promoted(1, 6, 20);
		assertThat(this.scene.check(this.order)).hasSize(1);
	}

	@Test
	void whenTermsOfPromotionsDoNotGrowThenItIsTold() {
		this.scene.serves(1, 6, 10, 20, DemotionReason.LOST).serves(1, 5, 30, 40, DemotionReason.LOST);
		assertThat(this.scene.check(this.order)).hasSize(1);
	}

	@Test
	void whenADemotionIsOfAnotherTermThenItIsTold() {
		this.scene.promoted(1, 5, 10).demoted(1, 4, DemotionReason.LOST, 20);
		assertThat(this.scene.check(this.order)).hasSize(1);
	}

	@Test
	void whenDemotedTwiceThenItIsTold() {
		this.scene.serves(1, 5, 10, 20, DemotionReason.LOST).demoted(1, 5, DemotionReason.LOST, 30);
		assertThat(this.scene.check(this.order)).hasSize(1);
	}

	@Test
	void whenStoppedWithoutADemotionThenItIsTold() {
		this.scene.promoted(1, 5, 10).is(EventKind.STOP_CALLED, 1, 20).is(EventKind.STOPPED, 1, 30);
		assertThat(this.scene.check(this.order)).hasSize(1);
	}

	@Test
	void whenStartedAgainBeforeTheStopIsDoneThenALeadershipMayBeThere() {
		this.scene.is(EventKind.STOP_CALLED, 1, 10)
			.is(EventKind.STARTED, 1, 11)
			.promoted(1, 5, 12)
			.is(EventKind.STOPPED, 1, 13)
			.demoted(1, 5, DemotionReason.LOST, 20);
		assertThat(this.scene.check(this.order)).isEmpty();
	}

	@Test
	void whenPromotedAfterAStopThenItIsTold() {
		this.scene.is(EventKind.STOP_CALLED, 1, 10)
			.is(EventKind.STOPPED, 1, 20)
			.serves(1, 5, 30, 40, DemotionReason.LOST);
		assertThat(this.scene.check(this.order)).hasSize(1);
	}

	@Test
	void whenTheGuardIsTrueAfterTheDemotionWasToldThenItIsTold() {
		this.scene.promoted(1, 5, 10).demoted(1, 5, DemotionReason.LOST, 50).leads(1, 5, 10, 60);
		assertThat(this.scene.check(this.order)).extracting(Violation::millis).containsExactly(10L);
	}

	@Test
	void whenALeadershipWasNeverToldThenItIsTold() {
		this.scene.leads(1, 5, 10, 60).quit(1, 70, 0);
		assertThat(this.scene.check(this.order)).hasSize(1);
	}

}
