package io.github.leaderkit.chaos.check;

import io.github.leaderkit.DemotionReason;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TakeoversTests {

	@Test
	void whenALeadershipIsGivenUpInAChurnThenTheTimeToTheNextCounts() {
		Scene scene = new Scene().fault("churn", 0, 1000)
			.serves(1, 5, 10, 100, DemotionReason.RESIGNED)
			.serves(2, 6, 112, 200, DemotionReason.LOST)
			.serves(3, 7, 300, 2000, DemotionReason.STOPPED)
			.leads(1, 8, 2500, 2600);
		assertThat(new Takeovers(scene.history()).lines())
			.containsExactly("the next leader after a resignation or stop, without other faults: 1 times, "
					+ "median 12 ms, 99 % within 12 ms, at most 12 ms");
	}

	@Test
	void whenAWorkerIsKilledThenTheTimeToTheNextLeaderCounts() {
		Scene scene = new Scene().leadsToTheEnd(1, 5, 10, 99).fault("worker-kill", 100, 2000).leads(2, 6, 1040, 3000);
		assertThat(new Takeovers(scene.history()).lines()).containsExactly(
				"the next leader after a kill: 1 times, median 941 ms, 99 % within 941 ms, at most 941 ms");
	}

	@Test
	void whenThereIsNoTakeoverThenThereAreNoFigures() {
		assertThat(new Takeovers(new Scene().leads(1, 5, 0, 10).history()).lines()).isEmpty();
	}

}
