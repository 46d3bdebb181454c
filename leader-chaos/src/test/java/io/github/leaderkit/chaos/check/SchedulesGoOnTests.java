package io.github.leaderkit.chaos.check;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SchedulesGoOnTests {

	private final SchedulesGoOn goOn = new SchedulesGoOn(3_000_000_000L);

	private final Scene scene = new Scene().scheduled(1);

	@Test
	void whenALeaderRunsEachSecondThenNothingIsTold() {
		assertThat(this.scene.leads(1, 5, 500, 4500).runs(1, 1).runs(1, 2).runs(1, 3).runs(1, 4).check(this.goOn))
			.isEmpty();
	}

	@Test
	void whenALeaderRunsNothingForTooLongThenItIsTold() {
		assertThat(this.scene.leads(1, 5, 500, 9000).runs(1, 1).runs(1, 2).runs(1, 8).check(this.goOn)).hasSize(1);
	}

	@Test
	void whenALeaderRunsNothingAtAllThenItIsTold() {
		assertThat(this.scene.leads(1, 5, 500, 4500).check(this.goOn)).hasSize(1);
	}

	@Test
	void whenOnlyAnotherProcessRunsThenItIsTold() {
		assertThat(this.scene.leads(1, 5, 500, 4500).runs(2, 1).runs(2, 2).runs(2, 3).check(this.goOn)).hasSize(1);
	}

	@Test
	void whenThereIsNoScheduleThenNothingIsTold() {
		assertThat(new Scene().leads(1, 5, 500, 9000).check(this.goOn)).isEmpty();
	}

	@Test
	void whenTheClockOfRedisWasSetBackThenAScheduleMayWait() {
		assertThat(this.scene.leads(1, 5, 500, 9000).fault("redis-clock-back", 400, 600).check(this.goOn)).isEmpty();
	}

}
