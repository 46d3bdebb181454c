package io.github.leaderkit;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

import io.github.leaderkit.ElectionSettings.OnError;
import io.github.leaderkit.ElectionSettings.Safety;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class ElectionSettingsTests {

	@Test
	void whenOnlyTheKeyIsSetThenTheRestHasItsDefaults() {
		ElectionSettings settings = ElectionSettings.withKey("orders").build();
		assertThat(settings.key()).isEqualTo("orders");
		assertThat(settings.ttl()).hasSeconds(15);
		assertThat(settings.waitTime()).hasSeconds(10);
		assertThat(settings.instance()).endsWith(":" + ProcessHandle.current().pid());
		assertThat(settings.application()).isEmpty();
		assertThat(settings.enabled()).isTrue();
		assertThat(settings.autoStart()).isTrue();
		assertThat(settings.safety()).isEqualTo(Safety.STANDARD);
		assertThat(settings.onError()).isEqualTo(OnError.RETRY);
		assertThat(settings.drainTimeout()).hasSeconds(20);
		assertThat(settings.takeoverDelay()).isZero();
		assertThat(settings.interruptOnDemotion()).isFalse();
		assertThat(settings.candidate()).isTrue();
		assertThat(settings.rank()).isZero();
		assertThat(settings.maxTenure()).isZero();
		assertThat(settings.mdc()).isFalse();
		assertThat(settings.retention()).hasDays(7);
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 10, Integer.MIN_VALUE, Integer.MAX_VALUE })
	void whenTheRankIsNoneThenItIsRefused(int rank) {
		InvalidElectionSettingException refused = refused((builder) -> builder.rank(rank));
		assertThat(refused.setting()).isEqualTo("rank");
		assertThat(refused.problem()).contains(String.valueOf(rank));
	}

	@Test
	void whenTheRankIsTheLargestThenItIsAccepted() {
		assertThat(ElectionSettings.withKey("k").rank(ElectionSettings.MAXIMUM_RANK).build().rank()).isEqualTo(9);
	}

	@Test
	void whenTheTenureIsShorterThanTheTtlThenItIsRefused() {
		InvalidElectionSettingException refused = refused((builder) -> builder.maxTenure(Duration.ofMillis(14_999)));
		assertThat(refused.setting()).isEqualTo("max-tenure");
		assertThat(refused.problem()).contains("14.999s", "15s");
		assertThat(refused((builder) -> builder.maxTenure(Duration.ofSeconds(-1))).setting()).isEqualTo("max-tenure");
		assertThat(refused((builder) -> builder.maxTenure(Duration.ofDays(366))).setting()).isEqualTo("max-tenure");
		assertThat(ElectionSettings.withKey("k").maxTenure(Duration.ofSeconds(15)).build().maxTenure()).hasSeconds(15);
	}

	@Test
	void whenTheTtlIsTheDefaultThenTheTimingIsThatOfTheProtocol() {
		ElectionSettings settings = ElectionSettings.withKey("orders").build();
		assertThat(settings.margin()).hasMillis(2_500);
		assertThat(settings.validity()).hasMillis(12_500);
		assertThat(settings.renewPeriod()).hasMillis(5_000);
		assertThat(settings.retryPeriod()).hasMillis(750);
		assertThat(ElectionSettings.commandTimeoutFor(List.of(settings.ttl()))).hasMillis(1_250);
	}

	@Test
	void whenEverythingIsSetThenItIsWhatWasSet() {
		ElectionSettings settings = ElectionSettings.withKey("orders")
			.ttl(Duration.ofSeconds(30))
			.waitTime(Duration.ofSeconds(40))
			.instance("a")
			.application("shop")
			.enabled(false)
			.autoStart(false)
			.safety(Safety.STRICT)
			.onError(OnError.STEP_DOWN)
			.drainTimeout(Duration.ZERO)
			.takeoverDelay(Duration.ofSeconds(1))
			.retention(Duration.ZERO)
			.build();
		assertThat(settings.ttl()).hasSeconds(30);
		assertThat(settings.waitTime()).as("a wait longer than the ttl is allowed").hasSeconds(40);
		assertThat(settings.instance()).isEqualTo("a");
		assertThat(settings.application()).isEqualTo("shop");
		assertThat(settings.enabled()).isFalse();
		assertThat(settings.autoStart()).isFalse();
		assertThat(settings.safety()).isEqualTo(Safety.STRICT);
		assertThat(settings.onError()).isEqualTo(OnError.STEP_DOWN);
		assertThat(settings.drainTimeout()).isZero();
		assertThat(settings.takeoverDelay()).hasSeconds(1);
		assertThat(settings.retention()).isZero();
	}

	@Test
	void whenTheTtlIsShortThenRetriesAreNotCloserThanFiftyMilliseconds() {
		assertThat(ElectionSettings.withKey("k").ttl(Duration.ofSeconds(1)).build().retryPeriod()).hasMillis(50);
	}

	@Test
	void whenTheKeyIsAsLongAsCanBeThenItIsAccepted() {
		assertThat(ElectionSettings.withKey("k".repeat(200)).build().key()).hasSize(200);
	}

	@Test
	void whenTheKeyIsTooLongThenBothLengthsAreNamed() {
		assertThat(refused("k".repeat(201))).satisfies((ex) -> {
			assertThat(ex.setting()).isEqualTo("key");
			assertThat(ex.problem()).contains("201", "200");
			assertThat(ex.fix()).contains("shorter");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\t" })
	void whenTheKeyIsBlankThenItIsRefused(String key) {
		assertThat(refused(key)).satisfies((ex) -> {
			assertThat(ex.setting()).isEqualTo("key");
			assertThat(ex.problem()).contains("blank");
			assertThat(ex.fix()).isNotBlank();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "a{b", "a}b", "{a}" })
	void whenTheKeyHasABraceThenItIsRefused(String key) {
		assertThat(refused(key)).satisfies((ex) -> {
			assertThat(ex.setting()).isEqualTo("key");
			assertThat(ex.problem()).contains(key, "brace");
			assertThat(ex.fix()).contains("{", "}");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\nb", "a\u0000b", "a\u007fb" })
	void whenTheKeyHasAControlCharacterThenItIsRefusedWithoutPrintingIt(String key) {
		assertThat(refused(key)).satisfies((ex) -> {
			assertThat(ex.setting()).isEqualTo("key");
			assertThat(ex.getMessage()).contains("control character").doesNotContain(key);
		});
	}

	@Test
	void whenTheTtlIsAsShortAsCanBeThenItIsAccepted() {
		assertThat(ElectionSettings.withKey("k").ttl(Duration.ofSeconds(1)).build().ttl()).hasSeconds(1);
	}

	@Test
	void whenTheTtlWasMeantInSecondsThenThatIsSuggested() {
		assertThat(refused((settings) -> settings.ttl(Duration.ofMillis(15)))).satisfies((ex) -> {
			assertThat(ex.setting()).isEqualTo("ttl");
			assertThat(ex.problem()).contains("15ms", "1s");
			assertThat(ex.fix()).contains("'15s'");
		});
	}

	@Test
	void whenTheTtlIsJustTooShortThenBothValuesAreNamed() {
		assertThat(refused((settings) -> settings.ttl(Duration.ofMillis(999)))).satisfies((ex) -> {
			assertThat(ex.setting()).isEqualTo("ttl");
			assertThat(ex.problem()).contains("999ms", "1s");
		});
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, -5 })
	void whenTheTtlIsNotPositiveThenItIsRefusedAndNoSecondsAreSuggested(long seconds) {
		assertThat(refused((settings) -> settings.ttl(Duration.ofSeconds(seconds)))).satisfies((ex) -> {
			assertThat(ex.setting()).isEqualTo("ttl");
			assertThat(ex.problem()).contains("1s");
			assertThat(ex.fix()).doesNotContain("meant");
		});
	}

	@Test
	void whenADurationIsMoreThanAYearThenItIsRefused() {
		Duration eternal = Duration.ofDays(366);
		assertThat(refused((settings) -> settings.ttl(eternal)).setting()).isEqualTo("ttl");
		assertThat(refused((settings) -> settings.waitTime(eternal)).setting()).isEqualTo("wait");
		assertThat(refused((settings) -> settings.drainTimeout(eternal)).setting()).isEqualTo("drain-timeout");
		assertThat(refused((settings) -> settings.takeoverDelay(eternal)).setting()).isEqualTo("takeover-delay");
		assertThat(refused((settings) -> settings.retention(eternal)).setting()).isEqualTo("retention");
		assertThat(refused((settings) -> settings.retention(eternal)).problem()).contains("a year");
	}

	@Test
	void whenTheWaitIsNotPositiveThenItIsRefused() {
		assertThat(refused((settings) -> settings.waitTime(Duration.ZERO))).satisfies((ex) -> {
			assertThat(ex.setting()).isEqualTo("wait");
			assertThat(ex.problem()).contains("1ms");
			assertThat(ex.fix()).contains("1ms");
		});
	}

	@Test
	void whenADurationIsNegativeThenItIsRefused() {
		Duration negative = Duration.ofSeconds(-1);
		assertThat(refused((settings) -> settings.drainTimeout(negative)).setting()).isEqualTo("drain-timeout");
		assertThat(refused((settings) -> settings.takeoverDelay(negative)).setting()).isEqualTo("takeover-delay");
		assertThat(refused((settings) -> settings.retention(negative)).setting()).isEqualTo("retention");
		assertThat(refused((settings) -> settings.waitTime(negative)).setting()).isEqualTo("wait");
	}

	@Test
	void whenTheRecordWouldNotBeKeptForTenTtlsThenBothValuesAndTheLeastAreNamed() {
		UnaryOperator<ElectionSettings.Builder> least = (settings) -> settings.retention(Duration.ofSeconds(150));
		assertThat(least.apply(ElectionSettings.withKey("k")).build().retention()).hasSeconds(150);
		assertThat(refused((settings) -> settings.retention(Duration.ofSeconds(149)))).satisfies((ex) -> {
			assertThat(ex.setting()).isEqualTo("retention");
			assertThat(ex.problem()).contains("2m 29s", "15s");
			assertThat(ex.fix()).contains("150s");
		});
	}

	@Test
	void whenTheLabelIsBlankThenItIsRefused() {
		assertThat(refused((settings) -> settings.instance(" ")).setting()).isEqualTo("instance");
	}

	@Test
	void whenRefusedThenTheMessageNamesTheSettingTheProblemAndTheFix() {
		InvalidElectionSettingException ex = refused((settings) -> settings.retention(Duration.ofSeconds(149)));
		assertThat(ex).hasMessageContainingAll("'retention'", ex.problem(), ex.fix());
	}

	@ParameterizedTest
	@CsvSource({ "15s, 1250", "1s, 83", "500ms, 80", "12s, 1000", "24s, 2000", "10m, 2000" })
	void whenNoCommandTimeoutIsSetThenItIsATwelfthOfTheTtlWithinItsLimits(String ttl, long millis) {
		Duration duration = Duration.parse("PT" + ttl.replace("500ms", "0.5s"));
		assertThat(ElectionSettings.commandTimeoutFor(List.of(duration)).toMillis()).isEqualTo(millis);
	}

	@Test
	void whenElectionsDifferThenTheSmallestTtlDecidesTheCommandTimeout() {
		assertThat(ElectionSettings.commandTimeoutFor(List.of(Duration.ofSeconds(15), Duration.ofSeconds(6))))
			.hasMillis(500);
		assertThat(ElectionSettings.commandTimeoutFor(List.of())).hasMillis(1_250);
	}

	@ParameterizedTest
	@ValueSource(strings = { "1s", "1.5s", "3s", "15s", "60s", "1h", "8760h" })
	void whenTheCommandTimeoutIsTheDefaultThenItFitsAnyTtl(String ttl) {
		Duration duration = Duration.parse("PT" + ttl);
		ElectionSettings settings = ElectionSettings.withKey("k").ttl(duration).retention(Duration.ZERO).build();
		assertThatNoException()
			.isThrownBy(() -> settings.checkCommandTimeout(ElectionSettings.commandTimeoutFor(List.of(duration))));
	}

	@Test
	void whenTheCommandTimeoutLeavesNoRoomToNoticeAForwardStepThenItIsRefused() {
		ElectionSettings settings = ElectionSettings.withKey("k").build();
		assertThatNoException().isThrownBy(() -> settings.checkCommandTimeout(Duration.ofMillis(1_494)));
		assertThat(refused(settings, Duration.ofMillis(1_495))).satisfies((ex) -> {
			assertThat(ex.setting()).isEqualTo("redis.command-timeout");
			assertThat(ex.problem()).contains("1.495s", "15s", "10s");
			assertThat(ex.fix()).contains("1494ms");
		});
	}

	@Test
	void whenTheWaitIsShortThenTheCommandTimeoutMayBeAlmostTheMargin() {
		ElectionSettings settings = ElectionSettings.withKey("k")
			.ttl(Duration.ofSeconds(1))
			.waitTime(Duration.ofMillis(1))
			.build();
		assertThatNoException().isThrownBy(() -> settings.checkCommandTimeout(Duration.ofMillis(161)));
		assertThat(refused(settings, Duration.ofMillis(162)).setting()).isEqualTo("redis.command-timeout");
	}

	@Test
	void whenTheWaitIsLongThenTwoThirdsOfTheTtlCount() {
		ElectionSettings settings = ElectionSettings.withKey("k").waitTime(Duration.ofMinutes(5)).build();
		assertThatNoException().isThrownBy(() -> settings.checkCommandTimeout(Duration.ofMillis(1_494)));
		assertThat(refused(settings, Duration.ofMillis(1_495)).problem()).contains("5m");
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, -1 })
	void whenTheCommandTimeoutIsNotPositiveThenItIsRefused(long millis) {
		assertThat(refused(ElectionSettings.withKey("k").build(), Duration.ofMillis(millis)).fix()).contains("1ms");
	}

	@Test
	void whenTheCommandTimeoutIsLessThanAMillisecondThenItIsRefused() {
		ElectionSettings settings = ElectionSettings.withKey("k").build();
		assertThat(refused(settings, Duration.ofNanos(999_999)).fix()).contains("between 1ms and");
		assertThat(refused(settings, Duration.ofNanos(500_000)).problem()).contains("It is 0.5ms");
		assertThatNoException().isThrownBy(() -> settings.checkCommandTimeout(Duration.ofMillis(1)));
	}

	@Test
	void whenTheTtlIsZeroThenTheFixSaysWhatToSet() {
		try {
			ElectionSettings.withKey("k").ttl(Duration.ZERO).build();
		}
		catch (InvalidElectionSettingException ex) {
			assertThat(ex.fix()).contains("1s");
		}
	}

	@Test
	void whenTheCommandTimeoutIsBelowAMillisecondThenItIsNotPrintedAsZero() {
		try {
			ElectionSettings.withKey("k").ttl(Duration.ofNanos(500_000)).build();
		}
		catch (InvalidElectionSettingException ex) {
			assertThat(ex.problem()).doesNotContain("0s,");
		}
	}

	private static InvalidElectionSettingException refused(String key) {
		return refusal(() -> ElectionSettings.withKey(key).build());
	}

	private static InvalidElectionSettingException refused(UnaryOperator<ElectionSettings.Builder> customizer) {
		return refusal(() -> customizer.apply(ElectionSettings.withKey("k")).build());
	}

	private static InvalidElectionSettingException refused(ElectionSettings settings, Duration commandTimeout) {
		return refusal(() -> settings.checkCommandTimeout(commandTimeout));
	}

	private static InvalidElectionSettingException refusal(Runnable task) {
		InvalidElectionSettingException[] refusal = new InvalidElectionSettingException[1];
		assertThatExceptionOfType(InvalidElectionSettingException.class).isThrownBy(task::run)
			.satisfies((ex) -> refusal[0] = ex);
		return refusal[0];
	}

}
