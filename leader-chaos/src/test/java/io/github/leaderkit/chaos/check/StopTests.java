package io.github.leaderkit.chaos.check;

import io.github.leaderkit.chaos.history.EventKind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StopTests {

	private final Stop stop = new Stop();

	private final Scene scene = new Scene().is(EventKind.STARTED, 1, 0)
		.is(EventKind.STOP_CALLED, 1, 100)
		.is(EventKind.STOPPED, 1, 120);

	@Test
	void whenTheGuardIsFalseBeforeTheStopIsDoneThenNothingIsTold() {
		assertThat(this.scene.leads(1, 5, 10, 110).quit(1, 130, 0).check(this.stop)).isEmpty();
	}

	@Test
	void whenTheGuardIsTrueAfterTheStopIsDoneThenItIsTold() {
		assertThat(this.scene.leads(1, 5, 10, 125).check(this.stop)).hasSize(1);
	}

	@Test
	void whenTheGuardIsTrueAfterItWasStartedAgainThenNothingIsTold() {
		assertThat(this.scene.is(EventKind.STARTED, 1, 200).leads(1, 5, 210, 300).check(this.stop)).isEmpty();
	}

	@Test
	void whenALeadershipBeginsBetweenAStopAndTheNextStartThenItIsTold() {
		assertThat(this.scene.is(EventKind.STARTED, 1, 200).leads(1, 5, 150, 300).check(this.stop)).hasSize(1);
	}

	@Test
	void whenThreadsAreLeftThenItIsTold() {
		assertThat(this.scene.quit(1, 130, 2).check(this.stop)).hasSize(1);
	}

	@Test
	void whenConnectionsAreLeftThenItIsTold() {
		assertThat(this.scene.left(EventKind.CONNECTIONS_LEFT, 0, 130, 1).check(this.stop)).hasSize(1);
	}

	@Test
	void whenALeaseIsLeftThenItIsTold() {
		assertThat(this.scene.leads(1, 5, 10, 110).left(EventKind.LEASE_LEFT, 5, 130, 0).check(this.stop)).hasSize(1);
	}

	@Test
	void whenALeaseIsLeftInARunOfFailuresThatBeganBeforeThenNothingIsTold() {
		assertThat(new Scene().leads(1, 5, 10, 5_110)
			.is(EventKind.ERRORED, 1, 4_200)
			.left(EventKind.LEASE_LEFT, 5, 5_130, 0)
			.check(this.stop)).isEmpty();
	}

	@Test
	void whenALeaseIsLeftLongAfterAFailureThenItIsTold() {
		assertThat(new Scene().leads(1, 5, 10, 5_110)
			.is(EventKind.ERRORED, 1, 4_000)
			.left(EventKind.LEASE_LEFT, 5, 5_130, 0)
			.check(this.stop)).hasSize(1);
	}

	@Test
	void whenALeaseIsLeftThatWasGivenUpOnThenNothingIsTold() {
		assertThat(this.scene.leads(1, 5, 10, 110)
			.is(EventKind.ERRORED, 1, 115)
			.left(EventKind.LEASE_LEFT, 5, 130, 0)
			.check(this.stop)).isEmpty();
	}

}
