package io.github.leaderkit.engine.lease;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.github.leaderkit.Leadership;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TenureTests {

	private final Tenure tenure = new Tenure(new Leadership("orders", "a", 3, Instant.EPOCH, () -> 1));

	@Test
	void whenItIsOpenThenTheLastToLeaveIsNotReported() {
		this.tenure.enter();
		assertThat(this.tenure.exit()).isFalse();
		assertThat(this.tenure.isEmpty()).isTrue();
	}

	@Test
	void whenItIsShutThenOnlyTheLastToLeaveIsReported() {
		this.tenure.enter();
		this.tenure.enter();
		this.tenure.shut();
		assertThat(this.tenure.exit()).isFalse();
		assertThat(this.tenure.isEmpty()).isFalse();
		assertThat(this.tenure.exit()).isTrue();
		assertThat(this.tenure.isEmpty()).isTrue();
	}

	@Test
	void whenItIsShutThenNobodyNewEnters() {
		this.tenure.enter();
		this.tenure.shut();
		this.tenure.shut();
		assertThat(this.tenure.enter()).isFalse();
		assertThat(this.tenure.exit()).isTrue();
	}

	@Test
	void whenWorkIsInsideThenMoreOfItJoins() {
		this.tenure.enter();
		assertThat(this.tenure.join()).isTrue();
		this.tenure.shut();
		assertThat(this.tenure.join()).isTrue();
		assertThat(this.tenure.exit()).isFalse();
		assertThat(this.tenure.exit()).isFalse();
		assertThat(this.tenure.exit()).isTrue();
	}

	@Test
	void whenNoWorkIsInsideThenNobodyJoins() {
		assertThat(this.tenure.join()).isFalse();
		this.tenure.shut();
		assertThat(this.tenure.join()).isFalse();
		assertThat(this.tenure.isEmpty()).isTrue();
	}

	@Test
	void whenWorkIsCancelledThenEachCancellationRunsOnce() {
		List<String> done = new ArrayList<>();
		this.tenure.addCancellation(() -> done.add("a"));
		this.tenure.addCancellation(() -> done.add("b"));
		this.tenure.cancel(Runnable::run);
		this.tenure.cancel(Runnable::run);
		assertThat(done).containsExactlyInAnyOrder("a", "b");
	}

	@Test
	void whenACancellationIsRemovedThenItDoesNotRun() {
		List<String> done = new ArrayList<>();
		Runnable removed = () -> done.add("removed");
		this.tenure.removeCancellation(removed);
		this.tenure.addCancellation(removed);
		this.tenure.addCancellation(() -> done.add("stays"));
		this.tenure.removeCancellation(removed);
		this.tenure.cancel(Runnable::run);
		assertThat(done).containsExactly("stays");
	}

	@Test
	void whenThereIsNothingToCancelThenNoThreadIsAskedFor() {
		List<Runnable> tasks = new ArrayList<>();
		this.tenure.cancel(tasks::add);
		Runnable removed = () -> {
		};
		this.tenure.addCancellation(removed);
		this.tenure.removeCancellation(removed);
		this.tenure.cancel(tasks::add);
		assertThat(tasks).isEmpty();
	}

	@Test
	void whenMuchIsToBeCancelledThenAFewThreadsDoItAndOneThatHangsHoldsUpNoOther() {
		List<Runnable> tasks = new ArrayList<>();
		List<Integer> done = new ArrayList<>();
		for (int i = 0; i < 1_000; i++) {
			int number = i;
			this.tenure.addCancellation(() -> {
				if (done.isEmpty() && tasks.size() == 4) {
					// the first hangs until the others have ended
					List<Runnable> others = List.copyOf(tasks.subList(1, 4));
					tasks.clear();
					others.forEach(Runnable::run);
				}
				done.add(number);
			});
		}
		this.tenure.cancel(tasks::add);
		assertThat(tasks).hasSize(4);
		tasks.get(0).run();
		assertThat(done).hasSize(1_000).doesNotHaveDuplicates();
	}

	@Test
	void whenAskedForItsTermThenItIsThatOfTheLeadership() {
		assertThat(this.tenure.term()).isEqualTo(3);
	}

}
