package io.github.leaderkit.engine.lease;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.github.leaderkit.Leadership;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CancellationTests {

	private final List<String> done = new ArrayList<>();

	private final Cancellation cancellation = new Cancellation(new Leadership("orders", "a", 3, Instant.EPOCH, () -> 1),
			() -> {
				this.done.add("cancelled");
				throw new IllegalStateException("cannot be cancelled");
			});

	@Test
	void whenItRunsTwiceThenItIsDoneOnceAndAFailureIsNotThrown() {
		this.cancellation.run();
		this.cancellation.run();
		assertThat(this.done).containsExactly("cancelled");
	}

	@Test
	void whenItIsDroppedAfterAThreadTookItThenItIsNotDone() {
		this.cancellation.drop();
		this.cancellation.run();
		assertThat(this.done).isEmpty();
	}

}
