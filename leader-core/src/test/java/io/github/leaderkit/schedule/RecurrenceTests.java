package io.github.leaderkit.schedule;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RecurrenceTests {

	private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

	@ParameterizedTest
	@CsvSource(delimiter = ';', textBlock = """
			0 0 3 * * *;              0 0 3 * * *
			  0  0  3 * * ?;          0 0 3 * * *
			@daily;                   0 0 0 * * *
			@weekly;                  0 0 0 * * 7
			0 0/15 8-10 * * MON-FRI;  0 */15 8-10 * * 1-5
			0 0,15,30,45 * * * *;     0 */15 * * * *
			0 5/20 * * * *;           0 5/20 * * * *
			0 0-20/5 * * * *;         0 0-20/5 * * * *
			0 0,30 * * * *;           0 0,30 * * * *
			0 3,1,2 * * * *;          0 1-3 * * * *
			0 07 * 01 jan,DEC 0;      0 7 * 1 1,12 7
			0 0 0 1-31 * sun-sat;     0 0 0 * * *
			0 0 0 L-03 * *;           0 0 0 L-3 * *
			0 0 0 LW,L,15W,01 * *;    0 0 0 1,15W,L,LW * *
			0 0 0 L,* * *;            0 0 0 * * *
			0 0 0 * * friL;           0 0 0 * * 5L
			0 0 0 * * SUN#1,MON#02;   0 0 0 * * 1#2,7#1
			""")
	void whenACronIsWrittenInAnotherWayThenItsTextIsTheSame(String expression, String canonical) {
		Recurrence recurrence = Recurrence.cron(expression, BERLIN);
		assertThat(recurrence.text()).isEqualTo("cron " + canonical + " Europe/Berlin");
		assertThat(Recurrence.parse(recurrence.text())).isEqualTo(recurrence);
	}

	@Test
	void whenZonesHaveAlwaysHadTheSameOffsetThenTheyAreOne() {
		String utc = Recurrence.cron("@daily", ZoneOffset.UTC).text();
		assertThat(Recurrence.cron("@daily", ZoneId.of("Etc/UTC")).text()).isEqualTo(utc)
			.isEqualTo("cron 0 0 0 * * * Z");
		assertThat(Recurrence.cron("@daily", ZoneId.of("Europe/London")).text()).isNotEqualTo(utc);
	}

	@Test
	void whenARateOrDelayIsWrittenThenItHasItsInitialDelay() {
		assertThat(Recurrence.fixedRate(60_000, 0).text()).isEqualTo("rate 60000 0");
		assertThat(Recurrence.fixedDelay(60_000, 500).text()).isEqualTo("delay 60000 500");
		assertThat(Recurrence.parse("rate 60000 0")).isEqualTo(Recurrence.fixedRate(60_000, 0));
		assertThat(Recurrence.parse("delay 60000 500")).isEqualTo(Recurrence.fixedDelay(60_000, 500));
	}

	@Test
	void whenCronsAreRandomThenTheyHaveTheSameTextIfAndOnlyIfTheyAreTheSame() {
		Seeds.each(1_000, (random) -> {
			NaiveCron cron = NaiveCron.random(random, BERLIN);
			NaiveCron other = NaiveCron.random(random, BERLIN);
			String text = textIfShort(cron, random);
			if (text != null) {
				assertThat(textIfShort(cron, random)).isEqualTo(text);
				assertThat(Recurrence.parse(text).text()).isEqualTo(text);
				assertThat(text.equals(textIfShort(other, random))).isEqualTo(cron.equals(other));
			}
		});
	}

	private static String textIfShort(NaiveCron cron, Random random) {
		try {
			return Recurrence.cron(cron.spelling(random), cron.zone()).text();
		}
		catch (IllegalArgumentException ex) {
			assertThat(ex).hasMessageContaining("more than 100");
			return null;
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "cron", "cron ", "cron Z", "cron 0 0 3 * * *", "cron 0 0 3 * * * Nowhere/Land",
			"cron 0 0/15 * * * * Z", "cron 0 0 3 * * * UTC", "cron 0 0 3 * * MON Z", "rate 60000", "rate 60000 0 0",
			"rate 060000 0", "rate +60000 0", "rate x 0", "rate 0 0", "rate -1 0", "delay 5 -1", "delay 0 0",
			"delay 3153600000001 0", "each 5", "RATE 60000 0", "rate 60000 0 " })
	void whenATextIsNotHowAScheduleIsWrittenThenItIsRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Recurrence.parse(text)).withMessageContaining(text);
	}

	@Test
	void whenACronIsTooLongForAnEntryThenItIsRefusedWithTheFix() {
		String expression = "1,4,6,9,13,18,24,31,39,48 1,4,6,9,13,18,24,31,39,48 1,4,6,9,13,18 1,4,6,9,13,18 * *";
		assertThatIllegalArgumentException().isThrownBy(() -> Recurrence.cron(expression, BERLIN))
			.withMessageContaining("has 102 bytes, more than 100. Use ranges and steps");
	}

}
