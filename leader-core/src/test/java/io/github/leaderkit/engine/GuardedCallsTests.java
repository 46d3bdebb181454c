package io.github.leaderkit.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.LeaderElection.GuardedCall;
import io.github.leaderkit.Leadership;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GuardedCallsTests {

	private final HandClocks clocks = new HandClocks();

	private final LeaseCell cell = new LeaseCell("orders", "a", this.clocks, (event) -> {
	}, (term) -> {
	});

	private final List<Campaign> emptied = new ArrayList<>();

	private final GuardedCalls calls = new GuardedCalls(this.cell, this.emptied::add, Runnable::run, false);

	@Test
	void whenItDoesNotLeadThenNoWorkIsLetIn() {
		assertThat(this.calls.tryEnter(Duration.ZERO)).isNull();
		assertThat(Leadership.current()).isEmpty();
	}

	@Test
	void whenItLeadsThenWorkIsLetInAndKnowsItsLeadership() {
		Campaign campaign = lead(3);
		try (GuardedCall call = this.calls.tryEnter(Duration.ZERO)) {
			assertThat(call.leadership().term()).isEqualTo(3);
			assertThat(Leadership.current()).containsSame(call.leadership());
			assertThat(campaign.isEmpty()).isFalse();
		}
		assertThat(Leadership.current()).isEmpty();
		assertThat(campaign.isEmpty()).isTrue();
		assertThat(this.emptied).isEmpty();
	}

	@Test
	void whenTheLeaseHasEndedThenNoWorkIsLetInAndNoneIsCounted() {
		Campaign campaign = lead(3);
		this.clocks.pass(12_500);
		assertThat(this.calls.tryEnter(Duration.ZERO)).isNull();
		assertThat(campaign.isEmpty()).isTrue();
	}

	@Test
	void whenItDrainsThenNoNewWorkIsLetIn() {
		Campaign campaign = lead(3);
		campaign.shut();
		assertThat(this.calls.tryEnter(Duration.ZERO)).isNull();
		assertThat(campaign.isEmpty()).isTrue();
	}

	@Test
	void whenItDrainsThenTheLastToLeaveIsReported() {
		Campaign campaign = lead(3);
		GuardedCall first = this.calls.tryEnter(Duration.ZERO);
		GuardedCall second = onOtherThread(() -> this.calls.tryEnter(Duration.ZERO));
		campaign.shut();
		onOtherThread(() -> {
			second.close();
			return null;
		});
		assertThat(this.emptied).isEmpty();
		first.close();
		assertThat(this.emptied).containsExactly(campaign);
	}

	@Test
	void whenLeadershipEndsThenTheLastToLeaveIsReported() {
		Campaign campaign = lead(3);
		GuardedCall call = this.calls.tryEnter(Duration.ZERO);
		this.cell.close(3, DemotionReason.LOST);
		assertThat(this.emptied).isEmpty();
		call.close();
		assertThat(this.emptied).containsExactly(campaign);
	}

	@Test
	void whenClosedTwiceThenItLeavesOnce() {
		Campaign campaign = lead(3);
		GuardedCall first = this.calls.tryEnter(Duration.ZERO);
		GuardedCall second = this.calls.tryEnter(Duration.ZERO);
		second.close();
		second.close();
		assertThat(campaign.isEmpty()).isFalse();
		first.close();
		assertThat(campaign.isEmpty()).isTrue();
	}

	@Test
	void whenWorkComesThenItIsRegisteredBeforeTheLeaseIsLookedAt() {
		Campaign campaign = lead(3);
		List<Boolean> empty = new ArrayList<>();
		this.clocks.afterNextWallReading = () -> empty.add(campaign.isEmpty());
		try (GuardedCall call = this.calls.tryEnter(Duration.ZERO)) {
			assertThat(call).isNotNull();
			assertThat(empty).containsExactly(false);
		}
	}

	@Test
	void whenADrainBeginsWhileWorkIsBeingLetInThenItCountsTheWorkAndHearsOfItsEnd() {
		Campaign campaign = lead(3);
		List<Boolean> empty = new ArrayList<>();
		this.clocks.afterNextWallReading = () -> {
			campaign.shut();
			empty.add(campaign.isEmpty());
		};
		GuardedCall call = this.calls.tryEnter(Duration.ZERO);
		assertThat(empty).containsExactly(false);
		assertThat(call).isNotNull();
		assertThat(this.emptied).isEmpty();
		call.close();
		assertThat(this.emptied).containsExactly(campaign);
	}

	@Test
	void whenLeadershipEndsWhileWorkIsBeingLetInThenItIsNotLetInAndTheEndIsHeard() {
		Campaign campaign = lead(3);
		this.clocks.wall += 12_500;
		this.clocks.afterNextWallReading = () -> assertThat(campaign.isEmpty()).isFalse();
		assertThat(this.calls.tryEnter(Duration.ZERO)).isNull();
		assertThat(campaign.isEmpty()).isTrue();
		assertThat(this.emptied).containsExactly(campaign);
	}

	@Test
	void whenItDrainsThenWorkWithinWorkIsLetIn() {
		Campaign campaign = lead(3);
		GuardedCall outer = this.calls.tryEnter(Duration.ZERO);
		campaign.shut();
		GuardedCall inner = this.calls.tryEnter(Duration.ZERO);
		assertThat(inner).isNotNull();
		inner.close();
		assertThat(Leadership.current()).containsSame(outer.leadership());
		assertThat(this.emptied).isEmpty();
		outer.close();
		assertThat(this.emptied).containsExactly(campaign);
	}

	@Test
	void whenItDrainsThenWorkOnAnotherThreadIsNotWithinWork() {
		Campaign campaign = lead(3);
		try (GuardedCall outer = this.calls.tryEnter(Duration.ZERO)) {
			campaign.shut();
			GuardedCall other = onOtherThread(() -> this.calls.tryEnter(Duration.ZERO));
			assertThat(other).isNull();
			assertThat(outer.leadership().isValid()).isTrue();
			assertThat(campaign.isEmpty()).isFalse();
		}
	}

	@Test
	void whenTheLeadershipHasEndedThenWorkWithinWorkIsNotLetIn() {
		Campaign campaign = lead(3);
		GuardedCall outer = this.calls.tryEnter(Duration.ZERO);
		this.cell.close(3, DemotionReason.LOST);
		assertThat(this.calls.tryEnter(Duration.ZERO)).isNull();
		lead(4).shut();
		assertThat(this.calls.tryEnter(Duration.ZERO)).as("work of term 3 is not within term 4").isNull();
		outer.close();
		assertThat(this.emptied).contains(campaign);
		assertThat(campaign.isEmpty()).isTrue();
	}

	@Test
	void whenAllWorkHasLeftThenWhatStillBelievesToBeInsideIsNotLetIn() {
		Campaign campaign = lead(3);
		GuardedCall call = this.calls.tryEnter(Duration.ZERO);
		Leadership leadership = call.leadership();
		campaign.shut();
		call.close();
		assertThat(this.emptied).containsExactly(campaign);
		try (Leadership.Scope scope = leadership.makeCurrent()) {
			assertThat(this.calls.tryEnter(Duration.ZERO)).isNull();
			assertThat(campaign.isEmpty()).isTrue();
			assertThat(scope).isNotNull();
		}
	}

	private Campaign lead(long term) {
		return this.cell.open(new Phase.Held("aa#" + term, term, this.clocks.nanos, this.clocks.wall,
				this.clocks.nanos + 12_500_000_000L, this.clocks.wall + 12_500));
	}

	private static GuardedCall onOtherThread(Callable<GuardedCall> task) {
		FutureTask<GuardedCall> future = new FutureTask<>(task);
		new Thread(future).start();
		try {
			return future.get();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
