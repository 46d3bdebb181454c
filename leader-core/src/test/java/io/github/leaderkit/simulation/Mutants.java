package io.github.leaderkit.simulation;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import io.github.leaderkit.engine.decision.Mutant;

/**
 * For each mutant a scenario that shows it: which faults it takes is thought out, which
 * seed was found by trying.
 */
final class Mutants {

	private static final int TRIES = 5_000;

	private static final Map<Mutant, Scenario> SCENARIOS = new EnumMap<>(Mutant.class);

	static {
		standard(Mutant.MARGIN_OF_ONE_PERCENT, 1, FaultKind.CUT_OFF);
		standard(Mutant.DEADLINE_FROM_REPLY, 1659, FaultKind.SLOW_NETWORK, FaultKind.CUT_OFF);
		standard(Mutant.MONOTONIC_CLOCK_ONLY, 1, FaultKind.SUSPEND);
		standard(Mutant.WITHOUT_NOT_AFTER, 0, FaultKind.CLOCK_FORWARD);
		standard(Mutant.WITHOUT_REBASE, 0, FaultKind.CLOCK_FORWARD);
		standard(Mutant.REBASE_WHEN_SLOW, 2775, FaultKind.LATE_THREADS, FaultKind.CRASH);
		standard(Mutant.WITHOUT_LOWEST_TERM, 0, FaultKind.RECORD_LOST);
		standard(Mutant.WITHOUT_LOWEST_EXPIRY, 34, FaultKind.CLOCK_BACK, FaultKind.CLOCK_FORWARD);
		standard(Mutant.OLD_ANCHOR, 55, FaultKind.CLOCK_FORWARD, FaultKind.CUT_OFF);
		standard(Mutant.READ_WHEN_SENT, 94, FaultKind.SLOW_CALLS_AND_STEP, FaultKind.CUT_OFF);
		standard(Mutant.MARGIN_BY_OWN_TTL, 4167, FaultKind.SLOW_CALLS_AND_STEP, FaultKind.CUT_OFF);
		standard(Mutant.OWNER_USED_AGAIN, 24, FaultKind.SLOW_NETWORK, FaultKind.RESIGN);
		in(Mode.STRICT, Mutant.EARNED_AT_ONCE, 6, FaultKind.CLOCK_FORWARD, FaultKind.CRASH);
		in(Mode.STRICT, Mutant.STRICT_TIMER_OF_A_MILLISECOND, 0, FaultKind.CRASH);
		standard(Mutant.RELEASE_BEFORE_DRAIN, 20, FaultKind.RESIGN, FaultKind.WORK);
		standard(Mutant.RELEASE_BEFORE_TOLD, 7, FaultKind.RESIGN, FaultKind.SLOW_LISTENERS);
		standard(Mutant.WITHOUT_WORK_GATE, 164, FaultKind.CUT_OFF, FaultKind.WORK);
		standard(Mutant.RESIGNED_COMES_FIRST, 3, FaultKind.RESIGN, FaultKind.LOST_MESSAGES);
		standard(Mutant.STOP_FORGETS_ATTEMPT, 528, FaultKind.STOP_AND_START, FaultKind.LOST_REPLIES);
		standard(Mutant.STOP_FORGETS_JUMP, 29, FaultKind.CHURN, FaultKind.CLOCK_FORWARD);
		standard(Mutant.LATEST_WALL_DEADLINE, 3066, FaultKind.WALL_STEP, FaultKind.SUSPEND);
		in(Mode.REPLICATED, Mutant.REPLICAS_FOR_ACQUISITION_ONLY, 2, FaultKind.ISOLATED_MASTER);
		standard(Mutant.VETO_FORGETS_ATTEMPT, 0, FaultKind.VETO, FaultKind.SLOW_NETWORK, FaultKind.CRASH);
		standard(Mutant.CANCELLATION_NEVER_RUNS, 20, FaultKind.WORK, FaultKind.RESIGN);
		standard(Mutant.WITHOUT_CLAMP, 2, FaultKind.CLOCK_BACK, FaultKind.CRASH);
		standard(Mutant.WITHOUT_QUARANTINE, 0, FaultKind.RECORD_LOST);
		standard(Mutant.WITHOUT_RUN_ID, 20, FaultKind.STALE_RESTART, FaultKind.CRASH);
		standard(Mutant.WITHOUT_READOPT, 0, FaultKind.RECORD_LOST);
		standard(Mutant.RENEWAL_TAKES_ALL, 3, FaultKind.BAD_NETWORK);
		standard(Mutant.OWN_OLDER_UNCHECKED, 2694, FaultKind.STALE_RESTART, FaultKind.LOST_REPLIES);
		standard(Mutant.TERM_IS_TIME, 0, FaultKind.CLOCK_BACK, FaultKind.RESIGN);
		standard(Mutant.HOLD_BY_OWN_TTL, 25, FaultKind.RECORD_LOST, FaultKind.CUT_OFF);
		standard(Mutant.RENEWAL_IS_OF_ANY_RUN, 706, FaultKind.STALLED_NETWORK, FaultKind.RESIGN, FaultKind.FAILOVER);
		standard(Mutant.RENEWAL_KEEPS_RUN, 928, FaultKind.STALLED_NETWORK, FaultKind.RESIGN,
				FaultKind.FAILOVER_AND_BACK);
		standard(Mutant.REVOKING_FREES, 15, FaultKind.REVOKE, FaultKind.LOST_MESSAGES);
		standard(Mutant.RELEASE_KEEPS_OWNER, 0, FaultKind.RESIGN);
		standard(Mutant.MESSAGES_ARE_VITAL, 11, FaultKind.WITHOUT_PUBLISH, FaultKind.CRASH);
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
