package io.github.leaderkit.simulation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * One field of the table of modes and faults.
 *
 * @param mode how the elections are set up
 * @param kinds what goes wrong
 * @param unequal whether the processes have ranks, tenures and loads, and some are no
 * candidates
 */
record Cell(Mode mode, Set<FaultKind> kinds, boolean unequal) {

	private static final int FIRST = 4_000;

	private static final int LAST = 40_000;

	private static final Set<FaultKind> LOSSES = EnumSet.of(FaultKind.RECORD_LOST, FaultKind.EMPTY_RESTART);

	private static final Set<FaultKind> OLD_DATA = EnumSet.of(FaultKind.STALE_RESTART, FaultKind.FAILOVER);

	/** Faults that come to any of the others, or show a limit. */
	private static final Set<FaultKind> APART = EnumSet.of(FaultKind.VETO, FaultKind.SLOW_CALLS_AND_STEP,
			FaultKind.FAILOVER_AND_BACK);

	Cell(Mode mode, Set<FaultKind> kinds) {
		this(mode, kinds, false);
	}

	private static Set<FaultKind> table() {
		return EnumSet.complementOf(EnumSet.copyOf(APART));
	}

	/**
	 * Each fault alone, in each mode.
	 */
	static List<Cell> singles() {
		List<Cell> cells = new ArrayList<>();
		for (Mode mode : Mode.values()) {
			for (FaultKind kind : table()) {
				cells.add(new Cell(mode, EnumSet.of(kind)));
			}
		}
		return cells;
	}

	/**
	 * Each pair of faults, in each mode.
	 */
	static List<Cell> pairs() {
		List<Cell> cells = new ArrayList<>();
		for (Cell single : singles()) {
			for (FaultKind other : table()) {
				if (!single.has(other) && single.kinds().stream().allMatch((one) -> one.compareTo(other) < 0)) {
					cells.add(single.with(other));
				}
			}
		}
		return cells;
	}

	/**
	 * In each mode, as many faults as it is made for, all at once.
	 */
	static List<Cell> all() {
		List<Cell> cells = new ArrayList<>();
		for (Mode mode : Mode.values()) {
			Cell most = new Cell(mode, EnumSet.noneOf(FaultKind.class));
			for (FaultKind kind : table()) {
				Cell more = most.with(kind);
				most = more.isExclusive() ? more : most;
			}
			cells.add(most);
		}
		return cells;
	}

	Cell with(FaultKind kind) {
		EnumSet<FaultKind> more = EnumSet.of(kind);
		more.addAll(this.kinds);
		return new Cell(this.mode, more, this.unequal);
	}

	Cell ofUnequals() {
		return new Cell(this.mode, this.kinds, true);
	}

	/**
	 * Whether an invariant is claimed to hold, whatever of this happens.
	 */
	boolean claims(Violation violation) {
		String invariant = violation.invariant();
		// Those of schedules look themselves for what they are claimed
		if (invariant.startsWith("F")) {
			return true;
		}
		if (!isExclusive()) {
			return invariant.equals(Stickiness.NAME) || invariant.equals(EventOrder.NAME);
		}
		return isOrdered() || !invariant.equals(TermOrder.NAME);
	}

	/**
	 * Whether at most one process may lead, whatever of this happens.
	 */
	boolean isExclusive() {
		if (has(FaultKind.CLONE) || has(FaultKind.FAILOVER_AND_BACK)
				|| (has(FaultKind.ISOLATED_MASTER) && !this.mode.awaitsReplicas())) {
			return false;
		}
		boolean oldData = hasAny(OLD_DATA) || has(FaultKind.ISOLATED_MASTER);
		if (has(FaultKind.WITHOUT_INFO) && oldData) {
			return false;
		}
		if (this.mode == Mode.STRICT) {
			return true;
		}
		boolean newcomers = has(FaultKind.CRASH);
		return !(newcomers && (hasAny(LOSSES) || setsClockForward()));
	}

	/**
	 * Whether the server loses no change of an entry that it has confirmed, and all
	 * processes differ.
	 */
	boolean keepsEntries() {
		boolean replicas = hasAny(OLD_DATA) || has(FaultKind.ISOLATED_MASTER);
		return !has(FaultKind.CLONE) && !hasAny(LOSSES) && !has(FaultKind.STALE_RESTART)
				&& !has(FaultKind.FAILOVER_AND_BACK) && (this.mode.awaitsReplicas() || !replicas);
	}

	boolean setsClockForward() {
		return this.kinds.stream().anyMatch(FaultKind::setsClockForward);
	}

	/**
	 * Whether terms grow, whatever of this happens.
	 */
	boolean isOrdered() {
		boolean back = has(FaultKind.CLOCK_BACK) || has(FaultKind.FAILOVER) || has(FaultKind.ISOLATED_MASTER);
		boolean forgotten = hasAny(LOSSES) && back && has(FaultKind.CRASH);
		return isExclusive() && !forgotten && !(hasAny(OLD_DATA) && has(FaultKind.CLOCK_BACK));
	}

	boolean has(FaultKind kind) {
		return this.kinds.contains(kind);
	}

	boolean hasAny(Collection<FaultKind> some) {
		return some.stream().anyMatch(this.kinds::contains);
	}

	/**
	 * What goes wrong when.
	 */
	List<Fault> faults(long seed) {
		Random random = new Random(seed ^ 0x5DEECE66DL);
		int count = 8 + random.nextInt(8) + Math.min(this.kinds.size() * 4, 40);
		List<FaultKind> choice = List.copyOf(this.kinds);
		List<Fault> faults = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			FaultKind kind = choice.get(random.nextInt(choice.size()));
			long at = FIRST + random.nextInt(LAST - FIRST);
			// What happens together does most harm
			if (!faults.isEmpty() && random.nextInt(3) == 0) {
				at = faults.get(faults.size() - 1).at() + random.nextInt(700);
			}
			long lasts = 50 + random.nextInt(random.nextBoolean() ? 600 : 4_000) * (kind.isPermission() ? 4L : 1);
			// Small amounts are the hardest to notice
			double amount = Math.pow(random.nextDouble(), random.nextBoolean() ? 1 : 3);
			faults.add(new Fault(kind, at, lasts, random.nextInt(Simulation.MEMBERS), amount));
		}
		faults.sort(Comparator.comparingLong(Fault::at));
		return faults;
	}

	@Override
	public String toString() {
		return this.mode + " " + this.kinds + (this.unequal ? " of unequals" : "");
	}

}
