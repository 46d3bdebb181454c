package io.github.leaderkit.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.store.memory.InMemoryLeaseStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many elections of one process, whose requests wait for each other. As long as a Redis
 * answers all of them within the command timeout, however far away it is, it costs no
 * leadership, and each free lease is led after the time of two requests of all.
 */
class QueuesInVirtualTimeTests {

	private static final int MANY = 2_000;

	private static final Logger logger = (Logger) LoggerFactory.getLogger("io.github.leaderkit");

	private static final Duration TTL = Duration.ofSeconds(15);

	private static final Duration COMMAND_TIMEOUT = ElectionSettings.commandTimeoutFor(List.of(TTL));

	/** So long a request takes if all are made at once: nearly the command timeout. */
	private static final Duration ALL_AT_ONCE = COMMAND_TIMEOUT.multipliedBy(97).dividedBy(100);

	/** What a Redis that is near and idle needs for one request. */
	private static final Duration PROMPT = Duration.ofNanos(20_000);

	private final VirtualWorld world = new VirtualWorld(42);

	private final InMemoryLeaseStore server = new InMemoryLeaseStore(this.world::millis);

	private final Application application = new Application(0, MANY);

	private final VirtualNetwork network = this.application.runtime.network;

	private final Level level = logger.getLevel();

	@BeforeEach
	void beSilent() {
		logger.setLevel(Level.OFF);
	}

	@AfterEach
	void speakAgain() {
		logger.setLevel(this.level);
	}

	@ParameterizedTest
	@ValueSource(longs = { 20, 100 })
	void whenARedisThatIsFarAwayAnswersAllInTimeThenAllLeadSoonAndNoneLoses(long roundTripMillis) {
		slowBy(roundTripMillis);
		this.application.engine.start();
		this.world.run(ALL_AT_ONCE.multipliedBy(2));
		assertThat(this.application.led()).isEqualTo(MANY);
		this.world.run(TTL.multipliedBy(4));
		assertThat(this.application.led()).isEqualTo(MANY);
		assertThat(this.application.events).filteredOn(Promoted.class::isInstance).hasSize(MANY);
		assertThat(this.application.events).doesNotHaveAnyElementsOfTypes(Demoted.class, LeadershipEvent.Errored.class);
	}

	@ParameterizedTest
	@ValueSource(longs = { 20, 100 })
	void whenOthersLeadMostOfThemThenTheRestIsLedAsSoonAndNobodyLoses(long roundTripMillis) {
		int free = MANY / 20;
		Application others = new Application(free, MANY);
		others.engine.start();
		this.world.run(Duration.ofSeconds(1));
		slowBy(roundTripMillis);
		this.application.engine.start();
		this.world.run(ALL_AT_ONCE.multipliedBy(2));
		assertThat(this.application.led()).isEqualTo(free);
		this.world.run(TTL.multipliedBy(4));
		assertThat(this.application.led()).isEqualTo(free);
		assertThat(others.led()).isEqualTo(MANY - free);
		assertThat(this.application.events).filteredOn(Promoted.class::isInstance).hasSize(free);
		assertThat(this.application.events).doesNotHaveAnyElementsOfTypes(Demoted.class, LeadershipEvent.Errored.class);
		assertThat(others.events).doesNotHaveAnyElementsOfTypes(Demoted.class);
	}

	@ParameterizedTest
	@ValueSource(longs = { 20, 100 })
	void whenThoseWhoLedAllCrashThenAllLeadAsSoonAsTheirLeasesHaveEnded(long roundTripMillis) {
		Application others = new Application(0, MANY);
		others.engine.start();
		this.world.run(Duration.ofSeconds(1));
		slowBy(roundTripMillis);
		this.application.engine.start();
		this.world.run(TTL);
		others.runtime.crash();
		this.world.run(TTL.plus(ALL_AT_ONCE.multipliedBy(2)));
		assertThat(this.application.led()).isEqualTo(MANY);
		this.world.run(TTL.multipliedBy(4));
		assertThat(this.application.events).filteredOn(Promoted.class::isInstance).hasSize(MANY);
		assertThat(this.application.events).doesNotHaveAnyElementsOfTypes(Demoted.class, LeadershipEvent.Errored.class);
	}

	/**
	 * Where it needs longer for all requests than a leadership lasts, none can. That ends
	 * with the cause: what still waits is carried out within a command timeout, and then
	 * each tries again after a sixth of the ttl at most.
	 */
	@Test
	void whenARedisIsOverloadedForAWhileThenAllLeadAgainAfterwardsAndItIsLeftInPeace() {
		this.network.latency(Duration.ofMillis(20));
		this.network.serviceTime(PROMPT);
		this.application.engine.start();
		this.world.run(TTL);
		this.network.serviceTime(Duration.ofMillis(3));
		int before = this.application.calls();
		this.world.run(TTL.multipliedBy(4));
		assertThat(this.application.led()).isZero();
		assertThat(this.application.calls() - before).as("per election and ttl").isLessThan(MANY * 4 * 9);
		this.network.serviceTime(PROMPT);
		this.world.run(COMMAND_TIMEOUT.plus(TTL.dividedBy(6)).plus(COMMAND_TIMEOUT));
		assertThat(this.application.led()).isEqualTo(MANY);
		isCalm();
	}

	/**
	 * As long as all wait for each other, each is so late that nothing of it counts. They
	 * have to make room for each other, without anybody who tells them to.
	 */
	@Test
	void whenAProcessHasHardlyTimeForAllOfItsRequestsThenAllLeadInTheEndAndNoneLoses() {
		this.network.latency(Duration.ofMillis(20));
		this.network.handingTime(Duration.ofNanos(1_500_000));
		this.application.engine.start();
		this.world.run(TTL.multipliedBy(3));
		assertThat(this.application.led()).isEqualTo(MANY);
		isCalm();
	}

	private void slowBy(long roundTripMillis) {
		Duration roundTrip = Duration.ofMillis(roundTripMillis);
		this.network.latency(roundTrip);
		this.network.serviceTime(ALL_AT_ONCE.minus(roundTrip).dividedBy(MANY));
	}

	/**
	 * Nobody loses anything, and a leader makes four requests per ttl at most.
	 */
	private void isCalm() {
		this.application.events.clear();
		int before = this.application.calls();
		this.world.run(TTL.multipliedBy(4));
		assertThat(this.application.led()).isEqualTo(MANY);
		assertThat(this.application.events).isEmpty();
		assertThat(this.application.calls() - before).isLessThan(MANY * 4 * 4);
	}

	/**
	 * A process with an election for each of some keys.
	 */
	private final class Application {

		final VirtualRuntime runtime = new VirtualRuntime(QueuesInVirtualTimeTests.this.world,
				QueuesInVirtualTimeTests.this.server.sharing(), COMMAND_TIMEOUT);

		final ElectionEngine engine = new ElectionEngine(this.runtime, COMMAND_TIMEOUT, true);

		final List<LeadershipEvent> events = new ArrayList<>();

		private final List<LeaderElection> elections;

		Application(int from, int to) {
			this.elections = IntStream.range(from, to).mapToObj(this::create).toList();
		}

		private LeaderElection create(int number) {
			LeaderElection election = this.engine.create("election-" + number,
					ElectionSettings.withKey("key-" + number).ttl(TTL).build());
			election.addListener(this.events::add);
			return election;
		}

		int led() {
			return (int) this.elections.stream().filter(LeaderElection::isLeader).count();
		}

		int calls() {
			return this.runtime.calls.size();
		}

	}

}
