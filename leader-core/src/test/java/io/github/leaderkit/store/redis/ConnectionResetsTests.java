package io.github.leaderkit.store.redis;

import java.time.Duration;

import io.github.leaderkit.ErrorKind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ConnectionResetsTests {

	private static final long START = Long.MAX_VALUE - 10;

	private double chance;

	private final ConnectionResets resets = new ConnectionResets(Duration.ofNanos(1000), () -> this.chance);

	@Test
	void whenTheServerIsReadOnlyTwiceInARowThenTheConnectionIsReset() {
		assertThat(readOnly(START)).isFalse();
		assertThat(readOnly(START + 1)).isTrue();
	}

	@Test
	void whenASuccessIsBetweenThenTheConnectionIsKept() {
		readOnly(START);
		this.resets.onSuccess();
		assertThat(readOnly(START + 1)).isFalse();
	}

	@Test
	void whenTheFailuresAreDifferentThenTheConnectionIsKept() {
		readOnly(START);
		assertThat(silence(START + 1)).isFalse();
		assertThat(readOnly(START + 2)).isFalse();
	}

	@Test
	void whenTheServerRefusesForAnotherReasonThenTheConnectionIsKept() {
		for (int i = 0; i < 10; i++) {
			assertThat(this.resets.onFailure(ErrorKind.BUSY, START + i * 1000, START + i * 1000)).isFalse();
		}
	}

	@Test
	void whenNothingIsAnsweredForFourTimeoutsThenTheConnectionIsReset() {
		for (int i = 1; i <= 3; i++) {
			assertThat(silence(START + i * 1000)).isFalse();
			assertThat(silence(START + i * 1000)).isFalse();
		}
		assertThat(silence(START + 3999)).isFalse();
		assertThat(silence(START + 4000)).isTrue();
	}

	@Test
	void whenAnAnswerComesTooLateThenTheConnectionIsKept() {
		for (int i = 1; i < 20; i++) {
			assertThat(silence(START + i * 1000)).isFalse();
			if (i % 3 == 0) {
				this.resets.onAnswer();
			}
		}
	}

	@Test
	void whenNobodyAsksThenSilenceIsNoReason() {
		silence(START + 1000);
		this.resets.onAnswer();
		assertThat(silence(START + 1_000_000)).isFalse();
	}

	@Test
	void betweenTwoResetsSomeTimePasses() {
		readOnly(START);
		assertThat(readOnly(START)).isTrue();
		readOnly(START + 998);
		assertThat(readOnly(START + 999)).isFalse();
		assertThat(readOnly(START + 1000)).isTrue();
	}

	@Test
	void betweenTwoResetsChanceLetsMoreTimePass() {
		this.chance = 0.5;
		readOnly(START);
		assertThat(readOnly(START)).isTrue();
		readOnly(START + 1498);
		assertThat(readOnly(START + 1499)).isFalse();
		assertThat(readOnly(START + 1500)).isTrue();
	}

	@Test
	void whenResetsDoNotHelpThenTheyBecomeRarer() {
		long now = START;
		for (int interval : new int[] { 1000, 2000, 4000 }) {
			boolean first = readOnly(now);
			boolean second = readOnly(now);
			assertThat(first || second).isTrue();
			assertThat(this.resets.isFirst()).isEqualTo(interval == 1000);
			readOnly(now);
			assertThat(readOnly(now + interval - 1)).isFalse();
			now += interval;
		}
	}

	@Test
	void whenSilenceGoesOnThenResetsBecomeRarer() {
		int resets = 0;
		for (int i = 1; i <= 200; i++) {
			resets += silence(START + i * 1000) ? 1 : 0;
		}
		assertThat(resets).isBetween(6, 12);
	}

	@Test
	void whenTheLastResetIsLongAgoThenTheNextIsAFirstOneAgain() {
		readOnly(START);
		readOnly(START);
		readOnly(START + 12_000);
		assertThat(readOnly(START + 12_000)).isTrue();
		assertThat(this.resets.isFirst()).isTrue();
	}

	private boolean readOnly(long now) {
		return this.resets.onFailure(ErrorKind.READ_ONLY, now, now);
	}

	private boolean silence(long now) {
		return this.resets.onFailure(ErrorKind.UNREACHABLE, now - 1000, now);
	}

}
