package io.github.leaderkit.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElection.GuardedCall;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.store.memory.InMemoryLeaseStore;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that nothing an election was asked for, or should have noticed, is lost because
 * something fails once: whatever that is, and whenever it is.
 */
class LostInputsTests {

	private static final Duration TTL = Duration.ofSeconds(15);

	private static final Duration DRAIN = Duration.ofSeconds(20);

	private final VirtualWorld world = new VirtualWorld(42);

	private final InMemoryLeaseStore server = new InMemoryLeaseStore(this.world::millis);

	static IntStream operations() {
		return IntStream.range(0, 60);
	}

	@ParameterizedTest
	@MethodSource("operations")
	void whenAStopMeetsAFailureThenItStopsAndReleases(int operation) {
		VirtualNode node = leading();
		failing(node, operation, () -> node.election.stop());
		run(DRAIN.plusSeconds(3));
		assertThat(node.isLeader()).isFalse();
		assertThat(node.election.status().state()).hasToString("STOPPED");
		assertThat(node.events(Demoted.class)).hasSameSizeAs(node.events(Promoted.class));
		VirtualNode other = node();
		run(TTL.plusSeconds(3));
		assertThat(other.isLeader()).isTrue();
	}

	@ParameterizedTest
	@MethodSource("operations")
	void whenTheStopOfTheEngineMeetsAFailureThenItCompletesAllTheSame(int operation) {
		VirtualNode node = leading();
		List<CompletableFuture<Void>> stopped = new ArrayList<>();
		failing(node, operation, () -> stopped.add(node.stop()));
		run(DRAIN.plusSeconds(10));
		stopped.forEach((one) -> assertThat(one).isCompleted());
		assertThat(node.isLeader()).isFalse();
	}

	@ParameterizedTest
	@MethodSource("operations")
	void whenAResignationMeetsAFailureThenTheLeadershipPasses(int operation) {
		VirtualNode node = leading();
		VirtualNode other = node();
		failing(node, operation, () -> node.election.resign());
		run(DRAIN.plusSeconds(3));
		assertThat(node.events(Demoted.class)).isNotEmpty();
		assertThat(node.isLeader() || other.isLeader()).isTrue();
		assertThat(node.isLeader() && other.isLeader()).isFalse();
	}

	@ParameterizedTest
	@MethodSource("operations")
	void whenAVetoMeetsAFailureThenItDoesNotLead(int operation) {
		VirtualNode node = leading();
		failing(node, operation, () -> node.election.veto("maintenance"));
		run(DRAIN.plusSeconds(3));
		assertThat(node.isLeader()).isFalse();
		run(TTL.multipliedBy(10));
		assertThat(node.isLeader()).isFalse();
		assertThat(node.events(Promoted.class)).hasSize(1);
	}

	@ParameterizedTest
	@MethodSource("operations")
	void whenAStartMeetsAFailureThenItLeads(int operation) {
		VirtualNode node = node((settings) -> settings.autoStart(false));
		failing(node, operation, () -> node.election.start());
		run(TTL.multipliedBy(3));
		assertThat(node.isLeader()).isTrue();
		assertThat(node.events(Promoted.class).size() - node.events(Demoted.class).size()).isOne();
	}

	@ParameterizedTest
	@MethodSource("operations")
	void whenARenewalMeetsAFailureThenItLeadsAgainAndSaysSo(int operation) {
		VirtualNode node = leading();
		node.runtime.failAfter(operation);
		run(TTL.multipliedBy(10));
		assertThat(node.runtime.hasFailed()).isTrue();
		assertThat(node.isLeader()).isTrue();
		assertThat(node.events(Promoted.class).size() - node.events(Demoted.class).size()).isOne();
		assertThat(node.stop()).satisfies((stopped) -> {
			run(DRAIN);
			assertThat(stopped).isCompleted();
		});
	}

	@ParameterizedTest
	@MethodSource("operations")
	void whenTheEndOfWorkMeetsAFailureThenTheDrainDoesNotWaitForItsWholeTime(int operation) {
		VirtualNode node = leading();
		GuardedCall work = node.enter();
		CompletableFuture<Void> stopped = node.stop();
		run(Duration.ofSeconds(1));
		failing(node, operation, work::close);
		run(Duration.ofSeconds(10));
		assertThat(stopped).isCompleted();
	}

	/**
	 * Does something that may fail with what it needs, and is not done again.
	 */
	private void failing(VirtualNode node, int operation, Runnable action) {
		node.runtime.failAfter(operation);
		try {
			action.run();
		}
		catch (OutOfMemoryError ex) {
			// The caller knows
		}
	}

	private VirtualNode leading() {
		VirtualNode node = node();
		run(Duration.ofSeconds(1));
		assertThat(node.isLeader()).isTrue();
		return node;
	}

	private VirtualNode node() {
		return node((settings) -> {
		});
	}

	private VirtualNode node(Consumer<ElectionSettings.Builder> customizer) {
		ElectionSettings.Builder settings = ElectionSettings.withKey("test").ttl(TTL).drainTimeout(DRAIN);
		customizer.accept(settings);
		return new VirtualNode(this.world, this.server, settings.build());
	}

	/** What is thrown on the loop ends nothing but the task. */
	private void run(Duration duration) {
		long end = this.world.elapsed() + duration.toNanos();
		while (this.world.elapsed() < end) {
			try {
				this.world.run(Duration.ofNanos(end - this.world.elapsed()));
			}
			catch (OutOfMemoryError ex) {
				// As a thread pool does
			}
		}
	}

}
