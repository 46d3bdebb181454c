package io.github.leaderkit.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.leaderkit.InvalidLeaderConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.core.io.support.SpringFactoriesLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OutputCaptureExtension.class)
class SupportedSpringBootTests {

	@ParameterizedTest
	@ValueSource(strings = { "4.0.0", "4.0.12", "3.5.6", "2.7.18", "4.0.0-SNAPSHOT" })
	void whenTheVersionIsOlderThenTheStartIsRefused(String version) {
		assertThatExceptionOfType(InvalidLeaderConfigurationException.class)
			.isThrownBy(() -> SupportedSpringBoot.check(version))
			.withMessageContaining("needs Spring Boot 4.1 or later, and this application has " + version + ".")
			.withMessageContaining("Use a newer version of Spring Boot");
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "4.1.0", "4.1.2", "4.1.99-SNAPSHOT", "unknown" })
	void whenTheVersionIsTestedOrUnknownThenNothingIsSaid(String version, CapturedOutput output) {
		SupportedSpringBoot.check(version);
		assertThat(output).doesNotContain("Leader election was tested");
	}

	@ParameterizedTest
	@ValueSource(strings = { "4.2.0-M1", "4.10.0", "5.0.0" })
	void whenTheVersionIsNewerThenALineSaysSo(String version, CapturedOutput output) {
		SupportedSpringBoot.check(version);
		assertThat(output).containsOnlyOnce("Leader election was tested with Spring Boot 4.1, not with " + version);
	}

	@Test
	void whenAnApplicationStartsThenTheVersionIsChecked() {
		assertThat(SpringFactoriesLoader.forDefaultResourceLocation().load(ApplicationContextInitializer.class))
			.hasAtLeastOneElementOfType(SupportedSpringBoot.class);
	}

	@Test
	void whenTheBuildHasAnotherMinorVersionThenThatIsTheOneThatWasTested() throws IOException {
		assertThat(Files.readString(Path.of("../pom.xml")))
			.contains("<spring-boot.version>%d.%d.".formatted(SupportedSpringBoot.MAJOR, SupportedSpringBoot.MINOR));
	}

}
