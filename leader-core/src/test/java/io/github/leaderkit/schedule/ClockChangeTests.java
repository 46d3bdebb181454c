package io.github.leaderkit.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ClockChangeTests {

	private static final long FROM = Instant.parse("2026-12-01T00:00:00Z").toEpochMilli();

	@ParameterizedTest
	@CsvSource(delimiter = ';', textBlock = """
			0 30 2 * * *;     Europe/Berlin;       SKIPPED 2027-03-28T02:30, DOUBLED 2027-10-31T02:30
			0 0 2 * * *;      Europe/Berlin;       SKIPPED 2027-03-28T02:00, DOUBLED 2027-10-31T02:00
			0 0 */2 * * *;    Europe/Berlin;       SKIPPED 2027-03-28T02:00, DOUBLED 2027-10-31T02:00
			0 30 2 * 3 *;     Europe/Berlin;       SKIPPED 2027-03-28T02:30
			0 30 2 * * 1-6;   Europe/Berlin;
			0 0 3 * * *;      Europe/Berlin;
			0 59 1 * * *;     Europe/Berlin;
			0 */10 * * * *;   Europe/Berlin;
			0 30 2 * * *;     UTC;
			0 30 2 * * *;     Asia/Kathmandu;
			0 0 0 * * *;      Asia/Beirut;         SKIPPED 2027-03-28T00:00
			0 30 23 * * *;    Asia/Beirut;         DOUBLED 2027-10-30T23:30
			0 15 2 * * *;     Australia/Lord_Howe; SKIPPED 2027-10-03T02:15
			0 45 1 * * *;     Australia/Lord_Howe; DOUBLED 2027-04-04T01:45
			""")
	void whenClocksChangeWithinAYearThenWhatTheySkipOrRepeatIsFound(String expression, String zone, String expected) {
		List<ClockChange> found = ClockChange.within(new CronRecurrence(expression, ZoneId.of(zone)), FROM);
		assertThat(found).containsExactlyElementsOf((expected != null) ? parse(expected) : List.of());
	}

	private static List<ClockChange> parse(String changes) {
		return Arrays.stream(changes.split(", "))
			.map((change) -> change.split(" "))
			.map((parts) -> new ClockChange(ClockChange.Kind.valueOf(parts[0]), LocalDateTime.parse(parts[1])))
			.toList();
	}

}
