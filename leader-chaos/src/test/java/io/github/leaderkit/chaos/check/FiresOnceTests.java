package io.github.leaderkit.chaos.check;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FiresOnceTests {

	private final FiresOnce once = new FiresOnce();

	private final Scene scene = new Scene().scheduled(1).runs(1, 1).runs(1, 2);

	@Test
	void whenEachSecondIsRunOnceThenNothingIsTold() {
		assertThat(this.scene.runs(2, 3).check(this.once)).isEmpty();
	}

	@Test
	void whenASecondIsRunTwiceThenItIsTold() {
		assertThat(this.scene.runs(2, 2).check(this.once)).singleElement()
			.satisfies((violation) -> assertThat(violation.message()).contains("2000")
				.contains("process 1")
				.contains("process 2"));
	}

	@Test
	void whenOneProcessRunsASecondTwiceThenItIsTold() {
		assertThat(this.scene.runs(1, 2).check(this.once)).hasSize(1);
	}

	@Test
	void whenARunIsRepeatedAsALaterAttemptThenNothingIsTold() {
		assertThat(this.scene.runs(2, 2, 2, 1).check(this.once)).isEmpty();
	}

	@Test
	void whenALaterAttemptIsRunTwiceThenItIsTold() {
		assertThat(this.scene.runs(2, 2, 2, 1).runs(3, 2, 2, 1).check(this.once)).hasSize(1);
	}

	@Test
	void whenDataWasLostBetweenTheRunsThenItIsOnlyCounted() {
		this.scene.dataLoss(2100, 2200).run(2, 2, 1, 1, 2500, 1);
		assertThat(this.scene.check(this.once)).isEmpty();
		assertThat(FireFigures.of(this.scene.history()).twice()).isZero();
		assertThat(FireFigures.of(this.scene.history()).twiceAfterLoss()).isEqualTo(1);
	}

	@Test
	void whenDataWasLostLongBeforeTheRunsThenItIsTold() {
		assertThat(new Scene().scheduled(1).dataLoss(100, 200).runs(1, 20).runs(2, 20).check(this.once)).hasSize(1);
	}

	@Test
	void whenDataWasLostAfterTheRunsThenItIsTold() {
		assertThat(this.scene.runs(2, 2).dataLoss(3000, 3100).check(this.once)).hasSize(1);
	}

}
