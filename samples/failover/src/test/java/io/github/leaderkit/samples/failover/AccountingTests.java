package io.github.leaderkit.samples.failover;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AccountingTests {

	@Test
	void whenEachSecondIsRunOrStoodForOrReportedThenItHolds() {
		Accounting accounting = Accounting.of(List.of(line("FIRE", 1, 1), line("FIRE", 4, 3), line("INTERRUPTED", 4, 3),
				line("MISSED", 6, 2), line("FIRE", 7, 1)));
		assertThat(accounting.holds()).isTrue();
		assertThat(accounting.seconds()).isEqualTo(7);
		assertThat(accounting.stoodFor()).isEqualTo(2);
		assertThat(accounting.reported()).isEqualTo(5);
	}

	@Test
	void whenASecondIsRunTwiceThenItIsFound() {
		Accounting accounting = Accounting.of(List.of(line("FIRE", 1, 1), line("FIRE", 2, 1), line("FIRE", 2, 1)));
		assertThat(accounting.holds()).isFalse();
		assertThat(accounting.twice()).containsExactly("planned=2000");
	}

	@Test
	void whenNothingIsKnownOfASecondThenItIsFound() {
		Accounting accounting = Accounting.of(List.of(line("FIRE", 1, 1), line("FIRE", 3, 1)));
		assertThat(accounting.unaccounted()).containsExactly("planned=2000");
	}

	@Test
	void whenAnInstanceLogsAboutItsScheduleThenThatIsRead() {
		assertThat(FireLine.parse("12:00:00.000 INFO  FIRE schedule=each-second planned=1000 count=2"))
			.contains(line("FIRE", 1, 2));
		assertThat(FireLine.parse("REPORT election=default term=1 run=1 at=1")).isEmpty();
	}

	private static FireLine line(String kind, long second, long count) {
		return new FireLine(FireLine.Kind.valueOf(kind), second * 1_000, count);
	}

}
