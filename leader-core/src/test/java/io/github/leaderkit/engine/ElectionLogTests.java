package io.github.leaderkit.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.LeadershipEvent.Errored;
import io.github.leaderkit.store.memory.InMemoryLeaseStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What whoever is on call reads.
 */
class ElectionLogTests {

	private static final Duration TTL = Duration.ofSeconds(15);

	private final Logger logger = (Logger) LoggerFactory.getLogger("io.github.leaderkit.engine");

	private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

	private final VirtualWorld world = new VirtualWorld(42);

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
	void whenAnInstanceLeadsAndStopsThenThatIsOneLineEachWithTermReasonAndDuration() {
		VirtualNode node = node(new InMemoryLeaseStore(this.world::millis));
		this.world.run(Duration.ofMinutes(62));
		var work = node.enter();
		assertThat(work).isNotNull();
		node.stop();
		this.world.run(Duration.ofSeconds(3));
		work.close();
		this.world.run(Duration.ofSeconds(1));
		long term = node.election.status().term();
		assertThat(lines(Level.INFO)).containsExactly("Election 'default': promoted, this instance leads term " + term,
				"Election 'default': demoted from term " + term + " (STOPPED) after 1h 2m 3s, 3s of them draining");
		assertThat(lines(Level.WARN)).isEmpty();
	}

	@Test
	void whenErrorsOfTwoKindsTakeTurnsThenEachIsOneLineAndSoIsTheEnd() {
		ElectionLog log = new ElectionLog("orders");
		for (int second = 0; second < 100; second += 2) {
			log.errored(error(ErrorKind.UNREACHABLE), at(second));
			log.errored(error(ErrorKind.BUSY), at(second + 1));
		}
		log.notice(Notice.RECOVERED, at(100));
		log.calm();
		log.errored(error(ErrorKind.BUSY), at(200));
		assertThat(lines(Level.WARN)).containsExactly("Election 'orders': UNREACHABLE: it failed",
				"Election 'orders': BUSY: it failed",
				"Election 'orders' has recovered after 1m 40s of [UNREACHABLE, BUSY]",
				"Election 'orders': BUSY: it failed");
		assertThat(lines(Level.ERROR)).isEmpty();
	}

	@Test
	void whenRedisIsGoneForLongThenThatIsOneLineAndSoIsTheEnd() {
		VirtualNode node = node(new InMemoryLeaseStore(this.world::millis));
		this.world.run(Duration.ofSeconds(1));
		node.runtime.network.cutOff(true);
		this.world.run(Duration.ofHours(1));
		assertThat(lines(Level.WARN)).hasSize(1);
		node.runtime.network.cutOff(false);
		this.world.run(TTL);
		assertThat(lines(Level.WARN)).hasSize(2)
			.last()
			.asString()
			.startsWith("Election 'default' has recovered after ");
	}

	@Test
	void whenTheClocksRunApartThenItIsToldOnceAMinute() {
		node(new InMemoryLeaseStore(() -> this.world.millis() / 10 * 14));
		this.world.run(Duration.ofMinutes(10));
		assertThat(lines(Level.WARN)).hasSizeBetween(8, 11).allMatch((line) -> line.contains("the clock of Redis"));
	}

	@Test
	void whenADurationIsToldThenInUnitsThatPeopleRead() {
		assertThat(ElectionLog.elapsed(Duration.ofMillis(-5))).isEqualTo("0s");
		assertThat(ElectionLog.elapsed(Duration.ofNanos(83_333_333))).isEqualTo("83ms");
		assertThat(ElectionLog.elapsed(Duration.ofMillis(9999))).isEqualTo("9.999s");
		assertThat(ElectionLog.elapsed(Duration.ofMillis(10_001))).isEqualTo("10s");
		assertThat(ElectionLog.elapsed(Duration.ofMillis(61_999))).isEqualTo("1m 1s");
	}

	private static Errored error(ErrorKind kind) {
		return new Errored("orders", 0, kind, "it failed", null, Instant.EPOCH);
	}

	private static Moment at(long seconds) {
		return new Moment(Duration.ofSeconds(seconds).toNanos(), 0);
	}

	private VirtualNode node(InMemoryLeaseStore store) {
		return new VirtualNode(this.world, store, ElectionSettings.withKey("orders").ttl(TTL).build());
	}

	private List<String> lines(Level level) {
		return this.appender.list.stream()
			.filter((event) -> event.getLevel().equals(level))
			.map(ILoggingEvent::getFormattedMessage)
			.toList();
	}

}
