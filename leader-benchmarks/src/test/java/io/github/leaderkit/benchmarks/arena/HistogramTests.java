package io.github.leaderkit.benchmarks.arena;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HistogramTests {

	@Test
	void whenObjectsAreCountedThenTheTotalIsInBytes() {
		assertThat(Histogram.total("""
				 num     #instances         #bytes  class name (module)
				-------------------------------------------------------
				   1:         10000        1234567  [B (java.base@17.0.19)
				Total         20000        2345678
				""")).isEqualTo(2345678);
	}

}
