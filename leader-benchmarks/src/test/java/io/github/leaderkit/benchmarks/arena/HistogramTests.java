package io.github.leaderkit.benchmarks.arena;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HistogramTests {

	@Test
	void whenObjectsAreCountedThenTheTotalIsInBytesAndWithoutFillers() {
		assertThat(Histogram.total("""
				4711:
				 num     #instances         #bytes  class name (module)
				-------------------------------------------------------
				   1:         10000        1234567  [B (java.base@17.0.19)
				   2:          8000         765432  [I (java.base@17.0.19)
				   3:          2000         345679  java.lang.String (java.base@17.0.19)
				Total         20000        2345678
				""")).isEqualTo(1580246);
	}

}
