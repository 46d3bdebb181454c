package io.github.leaderkit.engine.lease;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PolledFutures}.
 */
class PolledFuturesTests {

	private final Queue<Runnable> later = new ArrayDeque<>();

	private final PolledFutures work = new PolledFutures(this.later::add);

	private final List<String> finished = new ArrayList<>();

	@Test
	void whenWhatFollowsOneFutureFailsThenTheOthersAreFinishedAllTheSame() {
		List<FutureTask<String>> futures = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			FutureTask<String> future = new FutureTask<>(() -> "done");
			futures.add(future);
			boolean fails = i % 2 == 0;
			String name = "work " + i;
			this.work.whenDone(future, () -> {
				if (fails) {
					throw new OutOfMemoryError();
				}
				this.finished.add(name);
			});
		}
		futures.forEach(FutureTask::run);
		this.later.remove().run();
		assertThat(this.finished).containsExactlyInAnyOrder("work 1", "work 3", "work 5", "work 7", "work 9");
		assertThat(this.later).isEmpty();
	}

}
