package io.github.leaderkit.simulation;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import io.github.leaderkit.engine.Mutant;

import static io.github.leaderkit.simulation.FaultKind.BAD_NETWORK;
import static io.github.leaderkit.simulation.FaultKind.CLOCK_BACK;
import static io.github.leaderkit.simulation.FaultKind.CLOCK_FORWARD;
import static io.github.leaderkit.simulation.FaultKind.CRASH;
import static io.github.leaderkit.simulation.FaultKind.CUT_OFF;
import static io.github.leaderkit.simulation.FaultKind.ISOLATED_MASTER;
import static io.github.leaderkit.simulation.FaultKind.LATE_THREADS;
import static io.github.leaderkit.simulation.FaultKind.LOST_MESSAGES;
import static io.github.leaderkit.simulation.FaultKind.LOST_REPLIES;
import static io.github.leaderkit.simulation.FaultKind.RECORD_LOST;
import static io.github.leaderkit.simulation.FaultKind.RESIGN;
import static io.github.leaderkit.simulation.FaultKind.REVOKE;
import static io.github.leaderkit.simulation.FaultKind.SLOW_LISTENERS;
import static io.github.leaderkit.simulation.FaultKind.SLOW_NETWORK;
import static io.github.leaderkit.simulation.FaultKind.STALE_RESTART;
import static io.github.leaderkit.simulation.FaultKind.STOP_AND_START;
import static io.github.leaderkit.simulation.FaultKind.SUSPEND;
import static io.github.leaderkit.simulation.FaultKind.WALL_STEP;
import static io.github.leaderkit.simulation.FaultKind.WITHOUT_PUBLISH;
import static io.github.leaderkit.simulation.FaultKind.WORK;

/**
 * For each mutant a scenario that shows it: which faults it takes is thought out, which
 * seed was found by trying.
 */
final class Mutants {

	private static final int TRIES = 5_000;

	private static final Map<Mutant, Scenario> SCENARIOS = new EnumMap<>(Mutant.class);

	static {
		standard(Mutant.MARGIN_OF_ONE_PERCENT, 1, CUT_OFF);
		standard(Mutant.DEADLINE_FROM_REPLY, 2470, SLOW_NETWORK, CUT_OFF);
		standard(Mutant.MONOTONIC_CLOCK_ONLY, 1, SUSPEND);
		standard(Mutant.WITHOUT_NOT_AFTER, 0, CLOCK_FORWARD);
		standard(Mutant.WITHOUT_REBASE, 0, CLOCK_FORWARD);
		standard(Mutant.REBASE_WHEN_SLOW, 102, LATE_THREADS, CRASH);
		standard(Mutant.WITHOUT_LOWEST_TERM, 0, RECORD_LOST);
		standard(Mutant.WITHOUT_LOWEST_EXPIRY, 0, CLOCK_BACK, CLOCK_FORWARD);
		standard(Mutant.ANCHOR_OF_ANY_AGE, 4902, CLOCK_FORWARD, CUT_OFF);
		standard(Mutant.OWNER_USED_AGAIN, 35, SLOW_NETWORK, RESIGN);
		in(Mode.STRICT, Mutant.EARNED_AT_ONCE, 6, CLOCK_FORWARD, CRASH);
		in(Mode.STRICT, Mutant.STRICT_TIMER_OF_A_MILLISECOND, 0, CRASH);
		standard(Mutant.RELEASE_BEFORE_DRAIN, 20, RESIGN, WORK);
		standard(Mutant.RELEASE_BEFORE_TOLD, 7, RESIGN, SLOW_LISTENERS);
		standard(Mutant.WITHOUT_WORK_GATE, 31, CUT_OFF, WORK);
		standard(Mutant.RESIGNED_COMES_FIRST, 3, RESIGN, LOST_MESSAGES);
		standard(Mutant.STOP_FORGETS_ATTEMPT, 528, STOP_AND_START, LOST_REPLIES);
		standard(Mutant.LATEST_WALL_DEADLINE, 3, WALL_STEP, SUSPEND);
		in(Mode.REPLICATED, Mutant.REPLICAS_FOR_ACQUISITION_ONLY, 7, ISOLATED_MASTER);
		standard(Mutant.WITHOUT_CLAMP, 2, CLOCK_BACK, CRASH);
		standard(Mutant.WITHOUT_QUARANTINE, 0, RECORD_LOST);
		standard(Mutant.WITHOUT_RUN_ID, 20, STALE_RESTART, CRASH);
		standard(Mutant.WITHOUT_READOPT, 0, RECORD_LOST);
		standard(Mutant.RENEWAL_TAKES_ALL, 87, BAD_NETWORK);
		standard(Mutant.OWN_OLDER_UNCHECKED, 1233, STALE_RESTART, LOST_REPLIES);
		standard(Mutant.TERM_IS_TIME, 0, CLOCK_BACK, RESIGN);
		standard(Mutant.HOLD_BY_OWN_TTL, 25, RECORD_LOST, CUT_OFF);
		standard(Mutant.REVOKING_FREES, 7, REVOKE, LOST_MESSAGES);
		standard(Mutant.RELEASE_KEEPS_OWNER, 0, RESIGN);
		standard(Mutant.MESSAGES_ARE_VITAL, 11, WITHOUT_PUBLISH, CRASH);
	}

	private Mutants() {
	}

	private static void standard(Mutant mutant, long seed, FaultKind... kinds) {
		in(Mode.STANDARD, mutant, seed, kinds);
	}

	private static void in(Mode mode, Mutant mutant, long seed, FaultKind... kinds) {
		SCENARIOS.put(mutant, new Scenario(new Cell(mode, EnumSet.copyOf(List.of(kinds))), seed));
	}

	/**
	 * The scenario that kills a mutant.
	 */
	static Scenario scenario(Mutant mutant) {
		Scenario scenario = SCENARIOS.get(mutant);
		if (scenario == null) {
			throw new IllegalStateException("No scenario is known that shows " + mutant);
		}
		return scenario;
	}

	/**
	 * A scenario with another seed that shows the mutant; for when things have changed so
	 * that the listed one does not any more.
	 */
	static String hint(Mutant mutant) {
		Cell cell = scenario(mutant).cell();
		return LongStream.range(0, TRIES)
			.parallel()
			.mapToObj((seed) -> new Scenario(cell, seed))
			.filter((scenario) -> scenario.isSeen(mutant) && !scenario.isSeen(Mutant.NONE))
			.findFirst()
			.map((scenario) -> "but it is seen with seed " + scenario.seed())
			.orElse("nor with any seed up to " + TRIES);
	}

}
