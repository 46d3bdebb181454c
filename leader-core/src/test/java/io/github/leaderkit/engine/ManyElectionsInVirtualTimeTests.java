package io.github.leaderkit.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.store.memory.InMemoryLeaseStore;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many elections of one process in virtual time.
 */
class ManyElectionsInVirtualTimeTests {

	private static final int MANY = 400;

	private static final Duration TTL = Duration.ofSeconds(15);

	private static final Duration DRAIN = Duration.ofSeconds(20);

	private static final Duration COMMAND_TIMEOUT = ElectionSettings.commandTimeoutFor(List.of(TTL));

	private final VirtualWorld world = new VirtualWorld(42);

	private final InMemoryLeaseStore server = new InMemoryLeaseStore(this.world::millis);

	private final VirtualRuntime runtime = new VirtualRuntime(this.world, this.server.sharing(), COMMAND_TIMEOUT);

	private final ElectionEngine engine = new ElectionEngine(this.runtime, COMMAND_TIMEOUT, true);

	private final List<LeadershipEvent> events = new ArrayList<>();

	private final List<LeaderElection> elections = IntStream.range(0, MANY).mapToObj(this::create).toList();

	private LeaderElection create(int number) {
		LeaderElection election = this.engine.create("election-" + number,
				ElectionSettings.withKey("key-" + number).ttl(TTL).drainTimeout(DRAIN).build());
		election.addListener(this.events::add);
		return election;
	}

	@Test
	void whenARoundTripTakesLongButLessThanTheTimeoutThenAllLeadAndNoneLoses() {
		this.runtime.network.latency(COMMAND_TIMEOUT.multipliedBy(9).dividedBy(10));
		this.engine.start();
		this.world.run(COMMAND_TIMEOUT.multipliedBy(4));
		assertThat(this.elections).allMatch(LeaderElection::isLeader);
		this.world.run(TTL.multipliedBy(20));
		assertThat(this.elections).allMatch(LeaderElection::isLeader);
		assertThat(this.events).filteredOn(Promoted.class::isInstance).hasSize(MANY);
		assertThat(this.events).doesNotHaveAnyElementsOfTypes(Demoted.class);
	}

	@Test
	void whenTheStoreIsSilentThenTheStopOfAllTakesNoLongerThanThatOfOne() {
		this.engine.start();
		this.world.run(Duration.ofSeconds(3));
		assertThat(this.elections).allMatch(LeaderElection::isLeader);
		this.runtime.neverAnswer();
		CompletableFuture<Void> stopped = this.engine.stop().toCompletableFuture();
		this.world.run(DRAIN.plus(COMMAND_TIMEOUT.multipliedBy(3)));
		assertThat(stopped).isCompleted();
	}

	@Test
	void whenAStopHasHitItsLimitThenTheNextStartHearsMessagesAgain() {
		this.engine.start();
		this.world.run(Duration.ofSeconds(3));
		this.runtime.neverAnswer();
		CompletableFuture<Void> stopped = this.engine.stop().toCompletableFuture();
		this.engine.start();
		this.world.run(DRAIN.plus(COMMAND_TIMEOUT.multipliedBy(3)));
		assertThat(stopped).isCompleted();
		this.runtime.answerAgain();
		this.world.run(TTL.multipliedBy(4));
		assertThat(this.elections).allMatch(LeaderElection::isLeader);
		VirtualRuntime other = new VirtualRuntime(this.world, this.server.sharing(), COMMAND_TIMEOUT);
		ElectionEngine otherEngine = new ElectionEngine(other, COMMAND_TIMEOUT, true);
		LeaderElection rival = otherEngine.create("rival", this.elections.get(0).settings());
		otherEngine.start();
		this.elections.get(0).resign();
		this.world.run(Duration.ofMillis(500));
		assertThat(rival.isLeader()).isTrue();
		otherEngine.stop();
		this.world.run(Duration.ofMillis(1_000));
		assertThat(this.elections.get(0).isLeader()).isTrue();
	}

}
