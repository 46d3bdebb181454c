package io.github.leaderkit.benchmarks.result;

import java.util.List;

import io.github.leaderkit.benchmarks.contender.ContenderKind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BarsTests {

	private final Results results = new Results();

	@Test
	void whenNothingWasMeasuredThenNothingIsJudged() {
		Bars bars = Bars.judge(this.results);
		assertThat(bars.judged()).isZero();
		assertThat(bars.missed()).isEmpty();
	}

	@Test
	void whenAFigureIsAtItsLimitThenTheBarHolds() {
		this.results.put("guard", "led", "over plain", 75);
		this.results.put("guard", "skipped", "over plain", 1.01);
		Bars bars = Bars.judge(this.results);
		assertThat(bars.judged()).isEqualTo(2);
		assertThat(bars.missed()).containsExactly("guard on a follower, ns: 1.01 instead of 1.00 at most");
	}

	@Test
	void whenThePeersAreAheadThenTheBarsOfHandoverAreMissed() {
		this.results.putSamples("handover", ContenderKind.LEADER, List.of(7.0));
		this.results.putSamples("handover", ContenderKind.REDISSON, List.of(8.0));
		this.results.putSamples("handover", ContenderKind.SPRING_INTEGRATION, List.of(6.5));
		this.results.putSamples("handover", ContenderKind.FLOOR, List.of(5.0));
		Bars bars = Bars.judge(this.results);
		assertThat(bars.judged()).isEqualTo(3);
		assertThat(bars.missed()).containsExactly("handover, median, to the best peer's: 7.00 instead of 6.50 at most",
				"handover, p90, to the best peer's: 7.00 instead of 6.50 at most");
	}

	@Test
	void whenRedissonIsNotMeasuredThenItsBarsAreNotJudged() {
		this.results.putSamples("crash", ContenderKind.LEADER, List.of(100.0));
		assertThat(Bars.judge(this.results).judged()).isZero();
	}

	@Test
	void whenAFigureIsNoNumberThenTheBarIsMissed() {
		this.results.put("commands", ContenderKind.LEADER, "leader", Double.NaN);
		assertThat(Bars.judge(this.results).missed()).hasSize(1);
	}

}
