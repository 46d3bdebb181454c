package io.github.leaderkit.store.redis;

import io.github.leaderkit.ErrorKind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ConnectionResetsTests {

	private static final long START = Long.MAX_VALUE - 10;

	private final ConnectionResets resets = new ConnectionResets(1000);

	@Test
	void whenTheServerIsReadOnlyTwiceInARowThenTheConnectionIsReset() {
		assertThat(this.resets.onFailure(ErrorKind.READ_ONLY, false, START)).isFalse();
		assertThat(this.resets.onFailure(ErrorKind.READ_ONLY, false, START + 1)).isTrue();
	}

	@Test
	void whenNoAnswerComesTwiceInARowThenTheConnectionIsReset() {
		assertThat(this.resets.onFailure(ErrorKind.UNREACHABLE, true, START)).isFalse();
		assertThat(this.resets.onFailure(ErrorKind.UNREACHABLE, true, START + 1)).isTrue();
	}

	@Test
	void whenASuccessIsBetweenThenTheConnectionIsKept() {
		this.resets.onFailure(ErrorKind.UNREACHABLE, true, START);
		this.resets.onSuccess();
		assertThat(this.resets.onFailure(ErrorKind.UNREACHABLE, true, START + 1)).isFalse();
	}

	@Test
	void whenTheFailuresAreDifferentThenTheConnectionIsKept() {
		this.resets.onFailure(ErrorKind.UNREACHABLE, true, START);
		assertThat(this.resets.onFailure(ErrorKind.READ_ONLY, false, START + 1)).isFalse();
		assertThat(this.resets.onFailure(ErrorKind.UNREACHABLE, true, START + 2)).isFalse();
	}

	@Test
	void whenThereIsNoConnectionThenThereIsNothingToReset() {
		this.resets.onFailure(ErrorKind.UNREACHABLE, false, START);
		assertThat(this.resets.onFailure(ErrorKind.UNREACHABLE, false, START + 1)).isFalse();
		this.resets.onFailure(ErrorKind.BUSY, false, START + 2);
		assertThat(this.resets.onFailure(ErrorKind.BUSY, false, START + 3)).isFalse();
	}

	@Test
	void betweenTwoResetsSomeTimePasses() {
		this.resets.onFailure(ErrorKind.READ_ONLY, false, START);
		assertThat(this.resets.onFailure(ErrorKind.READ_ONLY, false, START)).isTrue();
		this.resets.onFailure(ErrorKind.READ_ONLY, false, START + 998);
		assertThat(this.resets.onFailure(ErrorKind.READ_ONLY, false, START + 999)).isFalse();
		assertThat(this.resets.onFailure(ErrorKind.READ_ONLY, false, START + 1000)).isTrue();
	}

	@Test
	void whenResetsDoNotHelpThenTheyBecomeRarer() {
		long now = START;
		for (int interval : new int[] { 1000, 2000, 4000 }) {
			boolean first = this.resets.onFailure(ErrorKind.READ_ONLY, false, now);
			boolean second = this.resets.onFailure(ErrorKind.READ_ONLY, false, now);
			assertThat(first || second).isTrue();
			assertThat(this.resets.isFirst()).isEqualTo(interval == 1000);
			this.resets.onFailure(ErrorKind.READ_ONLY, false, now);
			assertThat(this.resets.onFailure(ErrorKind.READ_ONLY, false, now + interval - 1)).isFalse();
			now += interval;
		}
	}

	@Test
	void whenTheLastResetIsLongAgoThenTheNextIsAFirstOneAgain() {
		this.resets.onFailure(ErrorKind.READ_ONLY, false, START);
		this.resets.onFailure(ErrorKind.READ_ONLY, false, START);
		this.resets.onFailure(ErrorKind.READ_ONLY, false, START + 5000);
		assertThat(this.resets.onFailure(ErrorKind.READ_ONLY, false, START + 5000)).isTrue();
		assertThat(this.resets.isFirst()).isTrue();
	}

}
