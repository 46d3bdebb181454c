package io.github.leaderkit.chaos.check;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LivenessTests {

	private final Liveness liveness = new Liveness(TimeUnit.MILLISECONDS.toNanos(500));

	@Test
	void whenSomebodyLeadsWithinTheBoundThenNothingIsTold() {
		assertThat(new Scene().leads(1, 5, 0, 100).fault(90, 200).leads(2, 6, 690, 800).check(this.liveness)).isEmpty();
	}

	@Test
	void whenTheLeaderStayedThenNothingIsTold() {
		assertThat(new Scene().leads(1, 5, 0, 1000).fault(90, 200).check(this.liveness)).isEmpty();
	}

	@Test
	void whenNobodyLeadsWithinTheBoundThenItIsTold() {
		assertThat(new Scene().leads(1, 5, 0, 100).fault(90, 200).leads(2, 6, 710, 800).check(this.liveness))
			.extracting(Violation::millis)
			.containsExactly(510L);
	}

	@Test
	void whenNobodyLeadsEverAgainThenItIsTold() {
		assertThat(new Scene().leads(1, 5, 0, 100).fault(90, 200).check(this.liveness)).hasSize(1);
	}

}
