package io.github.leaderkit.engine;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class LoadTests {

	@Test
	void whenThereIsNoLimitThenItIsNeverFull() {
		Load load = new Load(0);
		load.add(1_000);
		assertThat(load.isFullBeside(false)).isFalse();
	}

	@Test
	void whenAsManyOthersAreLedThenItIsFull() {
		Load load = new Load(2);
		load.add(1);
		load.add(1);
		assertThat(load.isFullBeside(false)).isTrue();
		assertThat(load.isFullBeside(true)).as("one of them is its own").isFalse();
		load.add(-1);
		assertThat(load.isFullBeside(false)).isFalse();
	}

	@Test
	void whenTheLimitIsNegativeThenItIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Load(-1)).withMessageContaining("-1");
	}

}
