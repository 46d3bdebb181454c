package io.github.leaderkit.samples.failover;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LogLineTests {

	@Test
	void whenAPromotionIsLoggedThenItIsUnderstood() {
		assertThat(LogLine.parse("12:00:00.123 INFO  PROMOTED election=default term=1795427682213 at=1795427682219"))
			.contains(new LogLine(LogLine.Kind.PROMOTED, "default", 1795427682213L, "", 1795427682219L));
	}

	@Test
	void whenADemotionIsLoggedThenItsReasonIsUnderstood() {
		assertThat(LogLine.parse("DEMOTED election=nightly term=7 reason=EXPIRED at=1000"))
			.contains(new LogLine(LogLine.Kind.DEMOTED, "nightly", 7, "EXPIRED", 1000));
	}

	@Test
	void whenAReportIsLoggedThenItsRunIsUnderstood() {
		assertThat(LogLine.parse("INFO REPORT election=default term=7 run=42 at=1000"))
			.contains(new LogLine(LogLine.Kind.REPORT, "default", 7, "42", 1000));
	}

	@Test
	void whenALineIsNotOfTheFixedFormThenItIsNone() {
		assertThat(LogLine.parse("Started ScheduledReportApplication in 2.1 seconds")).isEmpty();
		assertThat(LogLine.parse("PROMOTED election=default term=x at=1000")).isEmpty();
		assertThat(LogLine.parse("PROMOTED election=default term=1")).isEmpty();
		assertThat(LogLine.parse("")).isEmpty();
	}

}
