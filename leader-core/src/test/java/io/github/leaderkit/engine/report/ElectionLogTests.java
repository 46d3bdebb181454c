package io.github.leaderkit.engine.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.LeadershipEvent.Errored;
import io.github.leaderkit.engine.decision.Incident;
import io.github.leaderkit.engine.decision.Moment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ElectionLog} and {@link OutageLog}.
 */
class ElectionLogTests {

	private final Logger logger = (Logger) LoggerFactory.getLogger("io.github.leaderkit.engine");

	private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

	@BeforeEach
	void listen() {
		this.appender.start();
		this.logger.addAppender(this.appender);
	}

	@AfterEach
	void stopListening() {
		this.logger.detachAppender(this.appender);
	}

	@Test
	void whenErrorsOfTwoKindsTakeTurnsThenEachIsOneLineAndSoIsTheEnd() {
		ElectionLog log = new ElectionLog("orders", new OutageLog());
		for (int second = 0; second < 100; second += 2) {
			log.errored(error(ErrorKind.UNREACHABLE), at(second));
			log.errored(error(ErrorKind.BUSY), at(second + 1));
		}
		log.incident(Incident.RECOVERED, at(100));
		log.calm();
		log.errored(error(ErrorKind.BUSY), at(200));
		assertThat(lines(Level.WARN)).containsExactly("Election 'orders': UNREACHABLE: it failed",
				"Election 'orders': BUSY: it failed",
				"Election 'orders' has recovered after 1m 40s of [UNREACHABLE, BUSY]",
				"Election 'orders': BUSY: it failed");
		assertThat(lines(Level.ERROR)).isEmpty();
	}

	@Test
	void whenAnElectionStopsWhileItFailsThenTheOthersHaveRecoveredWithoutIt() {
		OutageLog outages = new OutageLog();
		outages.failed(error("orders"), at(0));
		outages.failed(error("reports"), at(1));
		outages.ended("orders");
		assertThat(lines(Level.WARN)).hasSize(1);
		outages.recovered("reports", at(2));
		assertThat(lines(Level.WARN)).hasSize(2)
			.last()
			.isEqualTo("2 elections have recovered after 2s of [UNREACHABLE], 'orders' first");
		outages.failed(error("reports"), at(3));
		assertThat(lines(Level.WARN)).hasSize(3);
	}

	@Test
	void whenADurationIsToldThenInUnitsThatPeopleRead() {
		assertThat(ElectionLog.elapsed(Duration.ofMillis(-5))).isEqualTo("0s");
		assertThat(ElectionLog.elapsed(Duration.ofNanos(83_333_333))).isEqualTo("83ms");
		assertThat(ElectionLog.elapsed(Duration.ofMillis(9999))).isEqualTo("9.999s");
		assertThat(ElectionLog.elapsed(Duration.ofMillis(10_001))).isEqualTo("10s");
		assertThat(ElectionLog.elapsed(Duration.ofMillis(61_999))).isEqualTo("1m 1s");
	}

	private List<String> lines(Level level) {
		return this.appender.list.stream()
			.filter((event) -> event.getLevel().equals(level))
			.map(ILoggingEvent::getFormattedMessage)
			.toList();
	}

	private static Errored error(ErrorKind kind) {
		return new Errored("orders", 0, kind, "it failed", null, Instant.EPOCH);
	}

	private static Errored error(String election) {
		return new Errored(election, 0, ErrorKind.UNREACHABLE, "it failed", null, Instant.EPOCH);
	}

	private static Moment at(long seconds) {
		return new Moment(Duration.ofSeconds(seconds).toNanos(), 0);
	}

}
