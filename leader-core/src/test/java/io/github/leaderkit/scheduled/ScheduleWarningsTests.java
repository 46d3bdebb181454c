package io.github.leaderkit.scheduled;

import java.util.TimeZone;

import io.github.leaderkit.LeaderScheduled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what is logged of schedules that are possible but hardly intended.
 */
@ExtendWith(OutputCaptureExtension.class)
class ScheduleWarningsTests {

	private final TimeZone before = TimeZone.getDefault();

	@BeforeEach
	void setZone() {
		TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
	}

	@AfterEach
	void resetZone() {
		TimeZone.setDefault(this.before);
	}

	@Test
	void whenACronHasNoZoneAndThatOfTheMachineIsNotUtcThenThatIsLoggedOnce(CapturedOutput output) {
		ScheduledContext.start(WithoutZone.class).close();
		assertThat(output.getOut().split("says no zone", -1)).hasSize(2);
		assertThat(output).contains("that of this machine, Asia/Tokyo");
	}

	@Test
	void whenTheZoneOfTheMachineIsUtcThenNothingIsLogged(CapturedOutput output) {
		TimeZone.setDefault(TimeZone.getTimeZone("Etc/UTC"));
		ScheduledContext.start(WithoutZone.class).close();
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void whenTheClocksChangeAtAPlannedTimeThenThatIsLogged(CapturedOutput output) {
		ScheduledContext.start(AtHalfPastTwo.class).close();
		assertThat(output).contains("'AtHalfPastTwo.run' is planned when the clocks change in Europe/Berlin")
			.containsPattern("-03-\\d\\dT02:30 is skipped")
			.containsPattern("-10-\\d\\dT02:30 comes twice");
	}

	@Test
	void whenFiresAreFurtherApartThanTheRetentionThenThatIsLogged(CapturedOutput output) {
		ScheduledContext.start(Yearly.class, EightDays.class).close();
		assertThat(output).contains("pass between fires of the schedule 'Yearly.run', longer than the retention of 7d")
			.contains("up to 8d pass between fires of the schedule 'EightDays.run'");
	}

	@Test
	void whenNothingIsUnusualThenNothingIsLogged(CapturedOutput output) {
		ScheduledContext.start(Nightly.class).close();
		assertThat(output).doesNotContain("WARN");
	}

	static class WithoutZone {

		@LeaderScheduled(cron = "0 0 3 * * *")
		void run() {
		}

	}

	static class AtHalfPastTwo {

		@LeaderScheduled(cron = "0 30 2 * * *", zone = "Europe/Berlin")
		void run() {
		}

	}

	static class Yearly {

		@LeaderScheduled(cron = "@yearly", zone = "UTC")
		void run() {
		}

	}

	static class EightDays {

		@LeaderScheduled(fixedDelay = "8d")
		void run() {
		}

	}

	static class Nightly {

		@LeaderScheduled(cron = "0 0 3 * * MON-FRI", zone = "UTC")
		void run() {
		}

	}

}
