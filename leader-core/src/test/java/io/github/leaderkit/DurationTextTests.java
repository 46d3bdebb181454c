package io.github.leaderkit;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DurationText}.
 */
class DurationTextTests {

	@ParameterizedTest
	@CsvSource({ "PT0S, 0s", "PT0.0005S, 0.5ms", "PT0.000000001S, 0.000001ms", "PT0.001S, 1ms", "PT0.083333333S, 83ms",
			"PT0.999999999S, 999ms", "PT1S, 1s", "PT1.333333333S, 1.333s", "PT12.5S, 12.5s", "PT59.9999S, 59.999s",
			"PT1M, 1m", "PT1M0.0001S, 1m", "PT1M30.5S, 1m 30.5s", "PT90M, 1h 30m", "PT2H5S, 2h 5s", "PT50H, 2d 2h",
			"P365D, 365d", "PT-1S, -1s", "PT-0.083S, -83ms" })
	void whenADurationIsWrittenThenInUnitsThatPeopleRead(Duration duration, String text) {
		assertThat(DurationText.of(duration)).isEqualTo(text);
	}

}
