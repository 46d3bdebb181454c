package io.github.leaderkit.engine.lease;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.github.leaderkit.Leadership;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CampaignTests {

	private final Campaign campaign = new Campaign(new Leadership("orders", "a", 3, Instant.EPOCH, () -> 1));

	@Test
	void whenItIsOpenThenTheLastToLeaveIsNotReported() {
		this.campaign.enter();
		assertThat(this.campaign.exit()).isFalse();
		assertThat(this.campaign.isEmpty()).isTrue();
	}

	@Test
	void whenItIsShutThenOnlyTheLastToLeaveIsReported() {
		this.campaign.enter();
		this.campaign.enter();
		this.campaign.shut();
		assertThat(this.campaign.exit()).isFalse();
		assertThat(this.campaign.isEmpty()).isFalse();
		assertThat(this.campaign.exit()).isTrue();
		assertThat(this.campaign.isEmpty()).isTrue();
	}

	@Test
	void whenItIsShutThenNobodyNewEnters() {
		this.campaign.enter();
		this.campaign.shut();
		this.campaign.shut();
		assertThat(this.campaign.enter()).isFalse();
		assertThat(this.campaign.exit()).isTrue();
	}

	@Test
	void whenWorkIsInsideThenMoreOfItJoins() {
		this.campaign.enter();
		assertThat(this.campaign.join()).isTrue();
		this.campaign.shut();
		assertThat(this.campaign.join()).isTrue();
		assertThat(this.campaign.exit()).isFalse();
		assertThat(this.campaign.exit()).isFalse();
		assertThat(this.campaign.exit()).isTrue();
	}

	@Test
	void whenNoWorkIsInsideThenNobodyJoins() {
		assertThat(this.campaign.join()).isFalse();
		this.campaign.shut();
		assertThat(this.campaign.join()).isFalse();
		assertThat(this.campaign.isEmpty()).isTrue();
	}

	@Test
	void whenWorkIsCancelledThenEachCancellationRunsOnce() {
		List<String> done = new ArrayList<>();
		this.campaign.addCancellation(() -> done.add("a"));
		this.campaign.addCancellation(() -> done.add("b"));
		this.campaign.cancel(Runnable::run);
		this.campaign.cancel(Runnable::run);
		assertThat(done).containsExactlyInAnyOrder("a", "b");
	}

	@Test
	void whenACancellationIsRemovedThenItDoesNotRun() {
		List<String> done = new ArrayList<>();
		Runnable removed = () -> done.add("removed");
		this.campaign.removeCancellation(removed);
		this.campaign.addCancellation(removed);
		this.campaign.addCancellation(() -> done.add("stays"));
		this.campaign.removeCancellation(removed);
		this.campaign.cancel(Runnable::run);
		assertThat(done).containsExactly("stays");
	}

	@Test
	void whenThereIsNothingToCancelThenNoThreadIsAskedFor() {
		List<Runnable> tasks = new ArrayList<>();
		this.campaign.cancel(tasks::add);
		Runnable removed = () -> {
		};
		this.campaign.addCancellation(removed);
		this.campaign.removeCancellation(removed);
		this.campaign.cancel(tasks::add);
		assertThat(tasks).isEmpty();
	}

	@Test
	void whenMuchIsToBeCancelledThenAFewThreadsDoItAndOneThatHangsHoldsUpNoOther() {
		List<Runnable> tasks = new ArrayList<>();
		List<Integer> done = new ArrayList<>();
		for (int i = 0; i < 1_000; i++) {
			int number = i;
			this.campaign.addCancellation(() -> {
				if (done.isEmpty() && tasks.size() == 4) {
					// the first hangs until the others have ended
					List<Runnable> others = List.copyOf(tasks.subList(1, 4));
					tasks.clear();
					others.forEach(Runnable::run);
				}
				done.add(number);
			});
		}
		this.campaign.cancel(tasks::add);
		assertThat(tasks).hasSize(4);
		tasks.get(0).run();
		assertThat(done).hasSize(1_000).doesNotHaveDuplicates();
	}

	@Test
	void whenAskedForItsTermThenItIsThatOfTheLeadership() {
		assertThat(this.campaign.term()).isEqualTo(3);
	}

}
