package io.github.leaderkit.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElection.GuardedCall;
import io.github.leaderkit.LeaderElection.Registration;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.LeaderChanged;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.memory.InMemoryLeaseStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who leads, of several processes that may or may not, that go first or do not, or that
 * have led for long enough.
 */
class EligibilityInVirtualTimeTests {

	private static final Duration TTL = Duration.ofSeconds(15);

	private static final Duration SOON = Duration.ofMillis(6);

	private final VirtualWorld world = new VirtualWorld(42);

	private final InMemoryLeaseStore server = new InMemoryLeaseStore(this.world::millis);

	private final List<VirtualNode> nodes = new ArrayList<>();

	// rank

	@Test
	void whenAllStartAtOnceThenTheLowestRankLeads() {
		node((s) -> s.rank(2));
		node((s) -> s.rank(1));
		VirtualNode first = node((s) -> s.rank(0));
		run(Duration.ofSeconds(1));
		assertThat(leader()).isSameAs(first);
	}

	@Test
	void whenALeaderStopsThenTheNextRankLeadsAndItsBoundIsItsSteps() {
		VirtualNode first = node((s) -> s.rank(0));
		run(Duration.ofSeconds(1));
		node((s) -> s.rank(5));
		VirtualNode second = node((s) -> s.rank(1));
		run(Duration.ofSeconds(1));
		first.stop();
		run(ElectionSettings.DEFERENCE_STEP);
		assertThat(leaders()).isEmpty();
		run(SOON);
		assertThat(leader()).isSameAs(second);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 9 })
	void whenARankIsAloneThenItLeadsAfterItsSteps(int rank) {
		VirtualNode alone = node((s) -> s.rank(rank));
		run(ElectionSettings.DEFERENCE_STEP.multipliedBy(rank).plus(SOON));
		assertThat(alone.isLeader()).isTrue();
	}

	@Test
	void whenALeaderCrashesThenTheNextRankLeadsAfterItsSteps() {
		VirtualNode first = node((s) -> s.rank(0));
		run(Duration.ofSeconds(20));
		node((s) -> s.rank(3));
		VirtualNode second = node((s) -> s.rank(2));
		run(Duration.ofSeconds(30));
		first.runtime.crash();
		run(Duration.ofMillis(this.server.answer(new LeaseRequest.Peek("test")).expiry() - this.world.millis())
			.plus(ElectionSettings.DEFERENCE_STEP.multipliedBy(2)));
		assertThat(leaders()).isEmpty();
		run(SOON);
		assertThat(leader()).isSameAs(second);
	}

	@Test
	void whenALowerRankComesThenALeaderIsNotReplaced() {
		VirtualNode leader = node((s) -> s.rank(4));
		run(Duration.ofSeconds(1));
		node((s) -> s.rank(0));
		run(Duration.ofMinutes(10));
		assertThat(leader()).isSameAs(leader);
	}

	@Test
	void whenALeaderOfTheLowestRankResignsThenEvenTheHighestComesBeforeIt() {
		VirtualNode first = node((s) -> s.rank(0).ttl(Duration.ofMinutes(10)));
		run(Duration.ofSeconds(1));
		VirtualNode last = node((s) -> s.rank(9).ttl(Duration.ofMinutes(10)));
		run(Duration.ofSeconds(1));
		first.election.resign();
		run(Duration.ofSeconds(1));
		assertThat(leader()).isSameAs(last);
	}

	// share

	@Test
	void whenThreeProcessesLeadTwelveElectionsThenEachLeadsItsShare() {
		List<ElectionEngine> engines = List.of(engine(12, 4), engine(12, 4), engine(12, 4));
		run(Duration.ofSeconds(1));
		assertThat(engines).allSatisfy((engine) -> assertThat(led(engine)).isEqualTo(4));
	}

	@Test
	void whenAProcessOfThreeStopsThenTheOthersLeadItsElectionsTooAndSpreadThem() {
		List<ElectionEngine> engines = List.of(engine(12, 6), engine(12, 6), engine(12, 6));
		run(Duration.ofSeconds(1));
		assertThat(engines.stream().mapToLong(EligibilityInVirtualTimeTests::led).sum()).isEqualTo(12);
		engines.get(0).stop();
		run(Duration.ofSeconds(1));
		assertThat(led(engines.get(1))).isEqualTo(6);
		assertThat(led(engines.get(2))).isEqualTo(6);
	}

	@Test
	void whenAProcessOfThreeCrashesThenTheOthersLeadItsElectionsTooAndSpreadThem() {
		VirtualRuntime crashing = new VirtualRuntime(this.world, this.server.sharing(), Duration.ofMillis(1_250));
		engine(12, 6, crashing);
		run(Duration.ofSeconds(1));
		List<ElectionEngine> others = List.of(engine(12, 6), engine(12, 6));
		run(Duration.ofSeconds(30));
		crashing.crash();
		run(TTL.plusSeconds(1));
		assertThat(others).allSatisfy((engine) -> assertThat(led(engine)).isEqualTo(6));
	}

	@Test
	void whenNobodyElseIsThereThenAProcessLeadsMoreThanItsShare() {
		ElectionEngine alone = engine(12, 4);
		run(Duration.ofSeconds(1));
		assertThat(led(alone)).isEqualTo(12);
	}

	@Test
	void whenWhatAProcessLedIsLostThenItCountsNoMore() {
		ElectionEngine first = engine(2, 1);
		run(Duration.ofSeconds(1));
		for (int i = 0; i < 20; i++) {
			first.get("e0").resign();
			run(Duration.ofSeconds(3));
			first.get("e1").stop();
			run(Duration.ofSeconds(1));
			first.get("e1").start();
			run(Duration.ofSeconds(1));
		}
		first.get("e0").stop();
		first.get("e1").stop();
		run(Duration.ofSeconds(1));
		first.get("e0").start();
		run(SOON);
		assertThat(first.get("e0").isLeader()).as("nothing is left that counts").isTrue();
	}

	// tenure

	@Test
	void whenLeadersHaveATenureThenLeadershipGoesRound() {
		for (int i = 0; i < 3; i++) {
			String name = "instance-" + i;
			node((s) -> s.instance(name).maxTenure(Duration.ofMinutes(1)));
		}
		run(Duration.ofMinutes(30));
		List<Promoted> promotions = this.nodes.stream()
			.flatMap((node) -> node.events(Promoted.class).stream())
			.sorted(Comparator.comparing(Promoted::term))
			.toList();
		assertThat(promotions).hasSizeBetween(29, 31);
		for (int i = 1; i < promotions.size(); i++) {
			assertThat(promotions.get(i).instance()).isNotEqualTo(promotions.get(i - 1).instance());
		}
		assertThat(this.nodes.stream().flatMap((node) -> node.events(Demoted.class).stream()))
			.extracting(Demoted::reason)
			.hasSize(promotions.size() - 1)
			.containsOnly(DemotionReason.TENURE);
	}

	@Test
	void whenNobodyElseWantsToLeadThenItLeadsAgainAfterItsTenure() {
		VirtualNode alone = node((s) -> s.maxTenure(Duration.ofMinutes(1)));
		run(Duration.ofSeconds(62));
		assertThat(alone.isLeader()).isTrue();
		assertThat(alone.events(Promoted.class)).hasSize(2);
		assertThat(alone.events(Demoted.class)).extracting(Demoted::reason).containsExactly(DemotionReason.TENURE);
	}

	@Test
	void whenTheTenureIsOverThenGuardedWorkEndsFirst() {
		VirtualNode first = node((s) -> s.maxTenure(Duration.ofMinutes(1)));
		run(Duration.ofSeconds(1));
		VirtualNode second = node();
		run(Duration.ofSeconds(58));
		GuardedCall work = first.enter();
		run(Duration.ofSeconds(10));
		assertThat(first.enter()).isNull();
		assertThat(first.isLeader()).isTrue();
		work.close();
		run(SOON);
		assertThat(second.isLeader()).isTrue();
	}

	// veto

	@Test
	void whenALeaderIsVetoedThenAnotherLeadsWithinMillisecondsAndItContendsAgainWhenItMay() {
		VirtualNode a = node();
		run(Duration.ofSeconds(1));
		VirtualNode b = node();
		run(Duration.ofSeconds(1));
		Registration veto = a.election.veto("under maintenance");
		run(SOON);
		assertThat(leader()).isSameAs(b);
		assertThat(a.events(Demoted.class)).extracting(Demoted::reason).containsExactly(DemotionReason.INELIGIBLE);
		b.stop();
		run(Duration.ofMinutes(5));
		assertThat(leaders()).isEmpty();
		veto.close();
		run(SOON);
		assertThat(leader()).isSameAs(a);
	}

	@Test
	void whenThereAreSeveralVetoesThenAllHaveToBeLifted() {
		VirtualNode a = node();
		Registration first = a.election.veto("one");
		Registration second = a.election.veto("one");
		run(Duration.ofSeconds(1));
		first.close();
		first.close();
		run(Duration.ofMinutes(1));
		assertThat(a.isLeader()).isFalse();
		second.close();
		run(SOON);
		assertThat(a.isLeader()).isTrue();
	}

	@Test
	void whenVetoedThenStopAndStartDoNotLiftIt() {
		VirtualNode a = node();
		run(Duration.ofSeconds(1));
		Registration veto = a.election.veto("under maintenance");
		a.election.stop();
		run(Duration.ofSeconds(1));
		a.election.start();
		run(Duration.ofMinutes(1));
		assertThat(a.isLeader()).isFalse();
		veto.close();
		run(SOON);
		assertThat(a.isLeader()).isTrue();
	}

	@Test
	void whenVetoedAtAnyMomentOfAnAttemptThenItDoesNotLeadAndNobodyIsKeptFromIt() {
		for (int micros = 0; micros < 6_000; micros += 50) {
			VirtualNode a = node();
			run(Duration.ofNanos(micros * 1_000L));
			a.election.veto("under maintenance");
			run(SOON);
			assertThat(a.isLeader()).isFalse();
			VirtualNode b = node();
			run(Duration.ofMillis(20));
			assertThat(b.isLeader()).as("%d us", micros).isTrue();
			a.stop();
			b.stop();
			run(Duration.ofSeconds(1));
		}
	}

	// observers

	@Test
	void whenItIsNoCandidateThenItHearsWhoLeadsAndNeverAsks() {
		VirtualNode observer = node((s) -> s.candidate(false));
		run(Duration.ofMinutes(1));
		VirtualNode a = node((s) -> s.instance("a"));
		run(SOON);
		VirtualNode b = node((s) -> s.instance("b"));
		run(Duration.ofMinutes(1));
		a.election.resign();
		run(SOON);
		assertThat(b.isLeader()).isTrue();
		run(SOON);
		assertThat(observer.events(LeaderChanged.class)).extracting((event) -> event.leader().instance())
			.containsExactly("a", "b");
		assertThat(observer.election.currentLeader().orElseThrow().instance()).isEqualTo("b");
		b.stop();
		a.stop();
		run(Duration.ofMinutes(10));
		assertThat(observer.runtime.calls).allMatch(LeaseRequest.Peek.class::isInstance);
		// one look each wait, and one at each change
		assertThat(observer.runtime.calls).hasSizeBetween(70, 85);
	}

	private VirtualNode node() {
		return node(UnaryOperator.identity());
	}

	private VirtualNode node(UnaryOperator<ElectionSettings.Builder> customizer) {
		VirtualNode node = new VirtualNode(this.world, this.server,
				customizer.apply(ElectionSettings.withKey("test").ttl(TTL)).build());
		this.nodes.add(node);
		this.world.afterEach(() -> assertThat(leaders()).hasSizeLessThan(2));
		return node;
	}

	private ElectionEngine engine(int elections, int maxLed) {
		return engine(elections, maxLed,
				new VirtualRuntime(this.world, this.server.sharing(), Duration.ofMillis(1_250)));
	}

	private ElectionEngine engine(int elections, int maxLed, VirtualRuntime runtime) {
		ElectionEngine engine = new ElectionEngine(runtime, Duration.ofMillis(1_250), true, maxLed);
		for (int i = 0; i < elections; i++) {
			engine.create("e" + i, ElectionSettings.withKey("e" + i).ttl(TTL).build());
		}
		engine.start();
		return engine;
	}

	private static long led(ElectionEngine engine) {
		return engine.all().stream().filter(LeaderElection::isLeader).count();
	}

	private void run(Duration duration) {
		this.world.run(duration);
	}

	private List<VirtualNode> leaders() {
		return this.nodes.stream().filter(VirtualNode::isLeader).toList();
	}

	private VirtualNode leader() {
		assertThat(leaders()).hasSize(1);
		return leaders().get(0);
	}

}
