package io.github.leaderkit.chaos.check;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StickinessTests {

	private final Stickiness stickiness = new Stickiness();

	@Test
	void whenAGuardIsTrueOncePerTermThenNothingIsTold() {
		assertThat(new Scene().leads(1, 5, 0, 100).leads(1, 6, 200, 300).check(this.stickiness)).isEmpty();
	}

	@Test
	void whenAGuardIsTrueAgainForTheSameTermThenItIsTold() {
		assertThat(new Scene().leads(1, 5, 0, 100).leads(1, 5, 102, 300).check(this.stickiness)).hasSize(1);
	}

}
