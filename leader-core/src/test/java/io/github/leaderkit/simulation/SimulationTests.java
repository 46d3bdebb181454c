package io.github.leaderkit.simulation;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.github.leaderkit.engine.decision.Mutant;
import io.github.leaderkit.schedule.FireMutant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * The election in a simulated world. A seed decides which faults there are, when, and
 * everything else. {@code simulation.seeds} says how many seeds are tried,
 * {@code simulation.from} which is the first, and {@code simulation.seed} asks for a
 * single one.
 */
@Tag("jdk-independent")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SimulationTests {

	private static final long FEW_SEEDS = 400;

	private static final long FEW_SEEDS_WITH_SCHEDULES = 200;

	private static final long FEW_SEEDS_WITH_REQUESTS = 50;

	private final Logger logger = (Logger) LoggerFactory.getLogger("io.github.leaderkit");

	private final Level level = this.logger.getLevel();

	private final AtomicInteger faults = new AtomicInteger();

	private final AtomicInteger seeds = new AtomicInteger();

	private final AtomicInteger violations = new AtomicInteger();

	private final AtomicInteger killed = new AtomicInteger();

	private final AtomicInteger seedsWithSchedules = new AtomicInteger();

	private final AtomicInteger faultsWithSchedules = new AtomicInteger();

	private final AtomicInteger violationsWithSchedules = new AtomicInteger();

	private final AtomicInteger killedWithSchedules = new AtomicInteger();

	private final FireFigures figures = new FireFigures();

	private final AtomicInteger seedsWithRequests = new AtomicInteger();

	private final AtomicInteger faultsWithRequests = new AtomicInteger();

	private final AtomicInteger violationsWithRequests = new AtomicInteger();

	private final FireFigures figuresWithRequests = new FireFigures();

	@BeforeAll
	void beSilent() {
		this.logger.setLevel(Level.OFF);
	}

	@AfterAll
	void tell() {
		this.logger.setLevel(this.level);
		System.out.printf("simulation: seeds=%d faults=%d violations=%d mutants=%d/%d%n", this.seeds.get(),
				this.faults.get(), this.violations.get(), this.killed.get(), Mutant.values().length - 1);
		System.out.printf("schedules: seeds=%d faults=%d violations=%d mutants=%d/%d %s%n",
				this.seedsWithSchedules.get(), this.faultsWithSchedules.get(), this.violationsWithSchedules.get(),
				this.killedWithSchedules.get(), FireMutant.values().length - 1, this.figures);
		System.out.printf("requests: seeds=%d faults=%d violations=%d %s %s%n", this.seedsWithRequests.get(),
				this.faultsWithRequests.get(), this.violationsWithRequests.get(), this.figuresWithRequests.ofRequests(),
				this.figuresWithRequests);
	}

	@Test
	void whateverFailsThenWhatIsClaimedHolds() {
		Long single = Long.getLong("simulation.seed");
		long from = (single != null) ? single : Long.getLong("simulation.from", 0);
		long count = (single != null) ? 1 : Long.getLong("simulation.seeds", FEW_SEEDS);
		List<String> reports = LongStream.range(from, from + count)
			.parallel()
			.mapToObj(Scenario::of)
			.map(this::report)
			.filter(Objects::nonNull)
			.limit(5)
			.toList();
		assertThat(reports).as(String.join("%n%n", reports)).isEmpty();
	}

	private String report(Scenario scenario) {
		this.seeds.incrementAndGet();
		this.faults.addAndGet(scenario.faults().size());
		Optional<Violation> violation = scenario.violation();
		violation.ifPresent((one) -> this.violations.incrementAndGet());
		return violation.map(scenario::report).orElse(null);
	}

	/**
	 * With schedules, {@code simulation.schedules.seeds} says how many seeds are tried,
	 * {@code simulation.schedules.from} which is the first, and
	 * {@code simulation.schedules.seed} asks for a single one.
	 */
	@Test
	void whateverFailsThenWhatIsClaimedOfSchedulesHolds() {
		Long single = Long.getLong("simulation.schedules.seed");
		long from = (single != null) ? single : Long.getLong("simulation.schedules.from", 0);
		long count = (single != null) ? 1 : Long.getLong("simulation.schedules.seeds", FEW_SEEDS_WITH_SCHEDULES);
		List<String> reports = LongStream.range(from, from + count)
			.parallel()
			.mapToObj(Scenario::of)
			.map(this::reportWithSchedules)
			.filter(Objects::nonNull)
			.limit(5)
			.toList();
		assertThat(reports).as(String.join("%n%n", reports)).isEmpty();
	}

	private String reportWithSchedules(Scenario scenario) {
		this.seedsWithSchedules.incrementAndGet();
		this.faultsWithSchedules.addAndGet(scenario.faults().size());
		Optional<Violation> violation = scenario.violationWithSchedules(this.figures);
		violation.ifPresent((one) -> this.violationsWithSchedules.incrementAndGet());
		return violation.map(scenario::reportWithSchedules).orElse(null);
	}

	/**
	 * With schedules of which users ask for runs, and with claims by hand,
	 * {@code simulation.requests.seeds} says how many seeds are tried,
	 * {@code simulation.requests.from} which is the first, and
	 * {@code simulation.requests.seed} asks for a single one.
	 */
	@Test
	void whateverFailsThenWhatIsClaimedOfTriggersAndOfClaimsByHandHolds() {
		Long single = Long.getLong("simulation.requests.seed");
		long from = (single != null) ? single : Long.getLong("simulation.requests.from", 0);
		long count = (single != null) ? 1 : Long.getLong("simulation.requests.seeds", FEW_SEEDS_WITH_REQUESTS);
		List<String> reports = LongStream.range(from, from + count)
			.parallel()
			.mapToObj(Scenario::of)
			.map(this::reportWithRequests)
			.filter(Objects::nonNull)
			.limit(5)
			.toList();
		assertThat(reports).as(String.join("%n%n", reports)).isEmpty();
	}

	private String reportWithRequests(Scenario scenario) {
		this.seedsWithRequests.incrementAndGet();
		this.faultsWithRequests.addAndGet(scenario.faults().size());
		Optional<Violation> violation = scenario.violationWithRequests(this.figuresWithRequests);
		violation.ifPresent((one) -> this.violationsWithRequests.incrementAndGet());
		return violation.map(scenario::reportWithRequests).orElse(null);
	}

	/**
	 * The limits that are documented. Each is seen, so the simulation is not blind.
	 */
	@ParameterizedTest
	@MethodSource("limits")
	void whereExclusionIsNotClaimedThenItIsSeenToFail(Cell cell) {
		assertThat(cell.isExclusive()).isFalse();
		boolean seen = LongStream.range(0, 10_000)
			.parallel()
			.mapToObj((seed) -> new Simulation(cell, seed, cell.faults(seed), Mutant.NONE).run())
			.anyMatch((all) -> all.stream().anyMatch((one) -> one.invariant().equals(Exclusion.NAME)));
		assertThat(seen).isTrue();
	}

	static Stream<Cell> limits() {
		return Stream.of(cell(Mode.STANDARD, FaultKind.RECORD_LOST, FaultKind.CRASH),
				cell(Mode.STANDARD, FaultKind.EMPTY_RESTART, FaultKind.CRASH),
				cell(Mode.STANDARD, FaultKind.CLOCK_FORWARD, FaultKind.CRASH),
				cell(Mode.STANDARD, FaultKind.WITHOUT_INFO, FaultKind.FAILOVER),
				cell(Mode.STANDARD, FaultKind.FAILOVER_AND_BACK), cell(Mode.STANDARD, FaultKind.ISOLATED_MASTER),
				cell(Mode.STRICT, FaultKind.ISOLATED_MASTER), cell(Mode.STRICT, FaultKind.CLONE));
	}

	private static Cell cell(Mode mode, FaultKind... kinds) {
		return new Cell(mode, EnumSet.copyOf(Set.of(kinds)));
	}

	/**
	 * A seed that is harmless as things are, and is not if they were different.
	 */
	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
	void whenAHoleIsOpenedAgainThenItIsSeen(Mutant mutant) {
		Scenario scenario = Mutants.scenario(mutant);
		if (!scenario.isSeen(mutant) || scenario.isSeen(Mutant.NONE)) {
			fail("%s is not seen in %s, or that is violated without it, %s", mutant, scenario, Mutants.hint(mutant));
		}
		this.killed.incrementAndGet();
	}

	/**
	 * A seed that is harmless as schedules are, and is not if they were different.
	 */
	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = { "NONE", "AIMED_BY_SENDING" })
	void whenAHoleOfSchedulesIsOpenedAgainThenItIsSeen(FireMutant mutant) {
		Scenario scenario = FireMutants.scenario(mutant);
		boolean requested = FireMutants.isRequested(mutant);
		if (!scenario.isSeen(mutant, requested) || scenario.isSeen(FireMutant.NONE, requested)) {
			fail("%s is not seen in %s, or that is violated without it", mutant, scenario);
		}
		this.killedWithSchedules.incrementAndGet();
	}

	/**
	 * It costs a round trip, and breaks nothing.
	 */
	@Test
	void whenFiresAreAimedByTheSendingOfTheLastReplyThenMoreClaimsComeEarly() {
		Scenario scenario = new Scenario(cell(Mode.STANDARD, FaultKind.SLOW_NETWORK), 0);
		FireFigures aimed = new FireFigures();
		scenario.runs(FireMutant.AIMED_BY_SENDING, aimed);
		FireFigures usual = new FireFigures();
		scenario.runs(FireMutant.NONE, usual);
		assertThat(aimed.early.sum()).isGreaterThan(usual.early.sum());
		this.killedWithSchedules.incrementAndGet();
	}

}
