package io.github.leaderkit.engine.decision;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.store.LeaseRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TimingTests {

	private static final Moment SENT = new Moment(Long.MAX_VALUE - 7, 0);

	private final Timing timing = timing(Duration.ofSeconds(15));

	@Test
	void whenSettingsAreTheDefaultsThenTheDurationsAreThoseOfTheProtocol() {
		assertThat(this.timing.ttlMillis()).isEqualTo(15_000);
		assertThat(this.timing.margin()).isEqualTo(millis(2_500));
		assertThat(this.timing.validity()).isEqualTo(millis(12_500));
		assertThat(this.timing.renewal()).isEqualTo(millis(5_000));
		assertThat(this.timing.command()).isEqualTo(millis(1_250));
		assertThat(this.timing.retry()).isEqualTo(millis(750));
		assertThat(this.timing.longestRetry()).isEqualTo(millis(2_500));
		assertThat(this.timing.pause()).isEqualTo(millis(10_000));
		assertThat(this.timing.drain()).isEqualTo(millis(20_000));
		assertThat(this.timing.takeoverDelayMillis()).isZero();
		assertThat(this.timing.retentionMillis()).isEqualTo(Duration.ofDays(7).toMillis());
	}

	@Test
	void whenTheTtlIsAsShortAsCanBeThenTheRetryPeriodIsNotBelowFiftyMilliseconds() {
		assertThat(timing(Duration.ofSeconds(1)).retry()).isEqualTo(millis(50));
	}

	@Test
	void whenALeaseIsInDoubtThenNobodyIsGrantedItForSevenSixthsOfItsTtlRoundedUp() {
		assertThat(LeaseRequest.Acquire.holdMillis(15_000)).isEqualTo(17_500);
		assertThat(LeaseRequest.Acquire.holdMillis(1_000)).isEqualTo(1_167);
		assertThat(LeaseRequest.Acquire.holdMillis(1)).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0, 0.25, 0.5, 0.999999 })
	void whenALeaseWasRenewedThenTheNextRenewalComesUpToAFifthBeforeAThirdOfTheTtl(double chance) {
		for (long offset = 0; offset < 1_000; offset++) {
			Moment sent = new Moment(SENT.nanos() + offset * 1_234_567, 0);
			assertThat(this.timing.nextRenewal(sent, chance) - sent.nanos()).isBetween(millis(4_000) + 1,
					millis(5_000));
		}
	}

	@Test
	void whenSeveralLeasesAreRenewedThenTheRenewalsMeet() {
		long renewals = LongStream.range(0, 1_000)
			.map((i) -> this.timing.nextRenewal(new Moment(millis(i), 0), 0))
			.distinct()
			.count();
		assertThat(renewals).isLessThanOrEqualTo(3);
	}

	@Test
	void whenLeasesAreRenewedTogetherThenTheyDoNotStayTogether() {
		assertThat(this.timing.nextRenewal(SENT, 0) - this.timing.nextRenewal(SENT, 0.5)).isEqualTo(millis(500));
	}

	private static Timing timing(Duration ttl) {
		return Timing.of(ElectionSettings.withKey("k").ttl(ttl).build(),
				ElectionSettings.commandTimeoutFor(List.of(ttl)));
	}

	private static long millis(long millis) {
		return millis * Timing.MILLI;
	}

}
