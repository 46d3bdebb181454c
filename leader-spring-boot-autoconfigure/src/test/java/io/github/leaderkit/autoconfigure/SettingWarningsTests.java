package io.github.leaderkit.autoconfigure;

import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;

import io.github.leaderkit.ElectionSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SettingWarnings}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SettingWarningsTests {

	@Test
	void whenAllIsAsByDefaultThenNothingIsSaid(CapturedOutput output) {
		log(false, (settings) -> settings);
		log(false, (settings) -> settings.maxTenure(Duration.ofHours(1)).rank(3));
		log(true, (settings) -> settings);
		log(false, (settings) -> settings.candidate(false));
		assertThat(output).isEmpty();
	}

	@Test
	void whenWaitIsNotBelowTheTtlThenItIsSaid(CapturedOutput output) {
		log(false, (settings) -> settings.waitTime(Duration.ofSeconds(15)));
		assertThat(output).contains("its wait of 15s is not below its ttl of 15s");
	}

	@Test
	void whenTheDrainTimeoutIsNotBelowThatOfTheShutdownThenItIsSaid(CapturedOutput output) {
		log(false, (settings) -> settings.drainTimeout(Duration.ofSeconds(30)));
		assertThat(output).contains("its drain-timeout of 30s is not below");
	}

	@Test
	void whenTheTenureIsShortBesideTheDrainTimeoutThenItIsSaid(CapturedOutput output) {
		log(false, (settings) -> settings.maxTenure(Duration.ofSeconds(39)));
		assertThat(output).contains("its max-tenure of 39s is less than twice its drain-timeout of 20s");
	}

	@Test
	void whenWhoNeverLeadsHasARankOrATenureThenItIsSaid(CapturedOutput output) {
		log(false, (settings) -> settings.candidate(false).rank(1));
		assertThat(output).contains("rank and max-tenure have no effect");
		log(false, (settings) -> settings.candidate(false).maxTenure(Duration.ofHours(1)));
		assertThat(output.getOut().split("have no effect", -1)).hasSize(3);
	}

	@Test
	void whenTheOnlyInstanceNeverLeadsThenItIsSaid(CapturedOutput output) {
		log(true, (settings) -> settings.candidate(false));
		assertThat(output).contains("nobody ever leads it");
	}

	private static void log(boolean standalone, UnaryOperator<ElectionSettings.Builder> customizer) {
		ElectionSettings settings = customizer.apply(ElectionSettings.withKey("app")).build();
		SettingWarnings.log(Map.of("default", settings), standalone, Duration.ofSeconds(30));
	}

}
