package io.github.leaderkit.schedule;

import java.util.ArrayList;
import java.util.List;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.engine.runtime.ElectionRuntime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class ScheduleRequestsTests {

	private final ElectionRuntime runtime = mock(ElectionRuntime.class);

	private final ScheduleRequests requests = new ScheduleRequests(ElectionSettings.withKey("election").build(),
			this.runtime);

	/** Timers that have come and wait for their turn: to cancel them has no effect. */
	private final List<Runnable> waitingForTurn = new ArrayList<>();

	private int cancelled;

	private int done;

	@BeforeEach
	void timersHaveCome() {
		given(this.runtime.after(anyLong(), any())).willAnswer((call) -> {
			this.waitingForTurn.add(call.getArgument(1));
			return (Runnable) () -> this.cancelled++;
		});
	}

	@Test
	void whenNothingHurriesThenItIsDoneByTheTimer() {
		this.requests.later(0, () -> this.done++);
		assertThat(this.done).isZero();
		this.waitingForTurn.forEach(Runnable::run);
		assertThat(this.done).isEqualTo(1);
	}

	@Test
	void whenItIsHurriedWhileItsTimerWaitsForItsTurnThenItIsDoneOnce() {
		this.requests.later(0, () -> this.done++);
		this.requests.hurry();
		this.waitingForTurn.forEach(Runnable::run);
		assertThat(this.done).isEqualTo(1);
	}

	@Test
	void whenTheStoreIsClosedThenNoTimerKeepsAThreadAliveAndItIsDoneOnceAfterItIsOpenAgain() {
		this.requests.later(0, () -> this.done++);
		this.requests.rest();
		assertThat(this.cancelled).isEqualTo(1);
		this.requests.later(0, () -> this.done++);
		assertThat(this.waitingForTurn).hasSize(1);
		this.requests.wake();
		assertThat(this.waitingForTurn).hasSize(3);
		this.waitingForTurn.forEach(Runnable::run);
		assertThat(this.done).isEqualTo(2);
	}

	@Test
	void whenTheStoreIsClosedThenWhatWaitsAndWhatWouldWaitIsReportedOnce() {
		List<String> reported = new ArrayList<>();
		this.requests.later(0, () -> this.done++, () -> reported.add("first"));
		this.requests.rest();
		this.requests.later(0, () -> this.done++, () -> reported.add("second"));
		assertThat(reported).containsExactly("first", "second");
		this.requests.wake();
		this.waitingForTurn.forEach(Runnable::run);
		assertThat(this.done).isEqualTo(2);
		this.requests.rest();
		assertThat(reported).containsExactly("first", "second");
	}

	@Test
	void whenItIsHurriedAfterTheTimerThenItIsDoneOnce() {
		this.requests.later(0, () -> this.done++);
		this.waitingForTurn.forEach(Runnable::run);
		this.requests.hurry();
		assertThat(this.done).isEqualTo(1);
	}

}
