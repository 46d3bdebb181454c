package io.github.leaderkit.schedule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares what {@code docs/record-format.md} says of entries with how they are written.
 */
class EntryFormatDocsTests {

	private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

	@Test
	void whenTheDocumentedEntryIsReadThenItIsWhatThePageSays() throws IOException {
		ScheduleEntry entry = ScheduleEntry.parse(example());
		LastFire last = entry.last();
		assertThat(last).isNotNull();
		assertThat(entry.spec()).isEqualTo(RecurrenceFormat.cron("0 0 3 * * *", BERLIN));
		assertThat(entry.by()).isEqualTo("node-1");
		assertThat(last.state()).isEqualTo(FireState.DONE);
		assertThat(Instant.ofEpochMilli(last.planned()).atZone(BERLIN))
			.hasToString("2026-12-02T03:00+01:00[Europe/Berlin]");
		assertThat(Instant.ofEpochMilli(last.previous()).atZone(BERLIN))
			.hasToString("2026-12-01T03:00+01:00[Europe/Berlin]");
		assertThat(last.claim().attempt()).isEqualTo(1);
		assertThat(last.start()).isBetween(last.planned(), last.end());
	}

	@Test
	void whenAnEntryIsWrittenThenItHasThePartsThatAreDocumentedInTheirOrder() throws IOException {
		LastFire last = new LastFire(13, 12, FireState.FAILED, new Claim(14, 5, "id"), 18, 19);
		assertThat(new ScheduleEntry("rate 60000 0", 11, last, "by").text().split("\\|"))
			.containsExactly("rate 60000 0", "11", "F", "13", "12", "14", "5", "id", "18", "19", "by");
		assertThat(documentedParts()).containsExactly("spec", "since", "state", "planned", "previous", "term",
				"attempt", "id", "start", "end", "by");
	}

	@Test
	void whenThereIsNoFireOrTheScheduleIsPausedThenTheEntryIsAsDocumented() throws IOException {
		String page = String.join("\n", page().toList());
		assertThat(new ScheduleEntry("rate 60000 0", 11, null, "").text()).isEqualTo("rate 60000 0|11|-|0|0|0|0||0|0|");
		assertThat(page).contains("`-|0|0|0|0||0|0`");
		assertThat(new ScheduleEntry("rate 60000 0", ScheduleEntry.PAUSED, null, "").text())
			.startsWith("rate 60000 0|-|");
		assertThat(page).contains("`-` while it is paused");
		assertThat(page).contains("at most " + ScheduleEntryFormat.MAXIMUM_BYTES + " bytes");
	}

	@Test
	void everyStateOfAFireIsDocumented() throws IOException {
		String row = page().filter((line) -> line.startsWith("| `state` |")).findFirst().orElseThrow();
		assertThat(FireState.values()).allSatisfy((state) -> assertThat(row).contains("`" + state.code() + "` "));
	}

	private static String example() throws IOException {
		return page().filter((line) -> line.startsWith("\"cron "))
			.map((line) -> line.substring(1, line.length() - 1))
			.findFirst()
			.orElseThrow();
	}

	private static List<String> documentedParts() throws IOException {
		return page().dropWhile((line) -> !line.equals("## Schedules"))
			.skip(1)
			.takeWhile((line) -> !line.startsWith("## "))
			.filter((line) -> line.startsWith("| `"))
			.map((line) -> line.substring(3, line.indexOf('`', 3)))
			.toList();
	}

	private static Stream<String> page() throws IOException {
		return Files.readAllLines(Path.of("../docs/record-format.md")).stream();
	}

}
