package io.github.leaderkit.simulation;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.leaderkit.schedule.FireMutant;

/**
 * For each mutant of schedules a scenario that shows it.
 */
final class FireMutants {

	private static final Map<FireMutant, Scenario> SCENARIOS = new EnumMap<>(FireMutant.class);

	/** Those that show only if users ask for runs and claim by hand. */
	private static final Set<FireMutant> REQUESTED = EnumSet.noneOf(FireMutant.class);

	static {
		standard(FireMutant.DUE_BY_WALL_CLOCK, 0, FaultKind.WALL_STEP);
		standard(FireMutant.ALL_INSTEAD_OF_LATEST, 0, FaultKind.CUT_OFF);
		standard(FireMutant.NEW_ID_FOR_EACH_REPETITION, 0, FaultKind.LOST_REPLIES);
		standard(FireMutant.GIVEN_BACK_WITHOUT_TRACE, 1152, FaultKind.BAD_NETWORK);
		standard(FireMutant.CLAIMED_BEFORE_THERE_IS_A_THREAD, 0, FaultKind.RESIGN);
		standard(FireMutant.GUARD_NOT_ENTERED_AGAIN, 32, FaultKind.PAUSE);
		standard(FireMutant.CLAIM_OF_ANY_TERM, 34, FaultKind.STALLED_NETWORK, FaultKind.RESIGN);
		standard(FireMutant.WITHOUT_COMPARISON, 0, FaultKind.BAD_NETWORK);
		standard(FireMutant.WATERMARK_IN_MEMORY, 0, FaultKind.RESIGN);
		standard(FireMutant.CLAIM_AFTER_RUN, 8, FaultKind.CRASH);
		standard(FireMutant.WITHOUT_REVISION, 21, FaultKind.FAILOVER);
		standard(FireMutant.WITHOUT_DOUBT, 1, FaultKind.STALE_RESTART, FaultKind.CRASH);
		standard(FireMutant.WITHOUT_ENROLMENT, 2, FaultKind.CRASH);
		standard(FireMutant.END_BY_LEASE, 0, FaultKind.REVOKE);
		standard(FireMutant.PASS_NOT_WRITTEN, 0, FaultKind.CRASH);
		standard(FireMutant.CLAIM_AT_ANY_TIME, 129, FaultKind.SLOW_NETWORK, FaultKind.REVOKE);
		requested(FireMutant.CLAIM_BY_HAND_OF_ANY_TERM, 21, FaultKind.SLOW_NETWORK, FaultKind.REVOKE);
		requested(FireMutant.END_OF_CLAIM_BY_HAND_NOT_RECORDED, 0, FaultKind.RESIGN);
		requested(FireMutant.WISH_NOT_TAKEN_BACK, 0, FaultKind.RESIGN);
	}

	private FireMutants() {
	}

	private static void standard(FireMutant mutant, long seed, FaultKind... kinds) {
		SCENARIOS.put(mutant, new Scenario(new Cell(Mode.STANDARD, EnumSet.copyOf(List.of(kinds))), seed));
	}

	private static void requested(FireMutant mutant, long seed, FaultKind... kinds) {
		standard(mutant, seed, kinds);
		REQUESTED.add(mutant);
	}

	/**
	 * Whether users ask for runs and claim by hand in the scenario of a mutant.
	 */
	static boolean isRequested(FireMutant mutant) {
		return REQUESTED.contains(mutant);
	}

	/**
	 * The scenario that kills a mutant.
	 */
	static Scenario scenario(FireMutant mutant) {
		Scenario scenario = SCENARIOS.get(mutant);
		if (scenario == null) {
			throw new IllegalStateException("No scenario is known that shows " + mutant);
		}
		return scenario;
	}

}
