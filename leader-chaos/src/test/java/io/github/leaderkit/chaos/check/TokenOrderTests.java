package io.github.leaderkit.chaos.check;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TokenOrderTests {

	private final TokenOrder order = new TokenOrder();

	@Test
	void whenTermsGrowThenNothingIsTold() {
		assertThat(new Scene().leads(1, 5, 0, 100).leads(2, 6, 101, 200).leads(1, 9, 201, 300).check(this.order))
			.isEmpty();
	}

	@Test
	void whenALaterLeaderHasALowerTermThenItIsTold() {
		assertThat(new Scene().leads(1, 5, 0, 100).leads(2, 4, 101, 200).check(this.order)).hasSize(1);
	}

	@Test
	void whenAMuchLaterLeaderHasALowerTermThenItIsTold() {
		assertThat(new Scene().leads(1, 7, 0, 100).leads(2, 8, 101, 200).leads(3, 6, 201, 300).check(this.order))
			.hasSize(1);
	}

	@Test
	void whenTwoProcessesHaveTheSameTermThenItIsTold() {
		assertThat(new Scene().leads(1, 5, 0, 100).leads(2, 5, 50, 200).check(this.order)).hasSize(1);
	}

	@Test
	void whenTwoLeadAtATimeThenTheirOrderIsNotKnown() {
		assertThat(new Scene().leads(1, 5, 0, 100).leads(2, 4, 50, 200).check(this.order)).isEmpty();
	}

}
