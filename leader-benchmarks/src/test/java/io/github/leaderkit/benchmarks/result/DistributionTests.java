package io.github.leaderkit.benchmarks.result;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class DistributionTests {

	@Test
	void whenThereIsOneSampleThenItIsEveryPercentile() {
		Distribution distribution = new Distribution(List.of(7.0));
		assertThat(distribution.median()).isEqualTo(7);
		assertThat(distribution.percentile(90)).isEqualTo(7);
		assertThat(distribution.max()).isEqualTo(7);
	}

	@Test
	void whenTheNumberIsEvenThenTheMedianIsBetweenTheTwoInTheMiddle() {
		assertThat(new Distribution(List.of(4.0, 1.0, 3.0, 2.0)).median()).isEqualTo(2.5);
	}

	@Test
	void whenAPercentileIsBetweenTwoSamplesThenItIsOnTheLineBetweenThem() {
		Distribution distribution = new Distribution(List.of(10.0, 20.0, 30.0, 40.0, 50.0, 60.0));
		assertThat(distribution.percentile(0)).isEqualTo(10);
		assertThat(distribution.percentile(90)).isEqualTo(55);
		assertThat(distribution.percentile(100)).isEqualTo(60);
		assertThat(distribution.count()).isEqualTo(6);
	}

	@Test
	void whenThereAreNoSamplesThenThatIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Distribution(List.of()));
	}

}
