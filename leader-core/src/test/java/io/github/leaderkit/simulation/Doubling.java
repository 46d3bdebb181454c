package io.github.leaderkit.simulation;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What may be done twice since the server loses data. A leader does at most one thing
 * twice under one term for each loss: it restores what it remembers as soon as it
 * notices. Another leader does at most those again that were done within the second that
 * is lost; and none that is in doubt, if the clock of the server is not set.
 */
final class Doubling {

	private static final long LOST_MILLIS = 1_000;

	/**
	 * A record that is lost as a whole begins anew, by a clock that may show an earlier
	 * time than before.
	 */
	private static final Set<FaultKind> WHOLE = EnumSet.of(FaultKind.RECORD_LOST, FaultKind.EMPTY_RESTART);

	private static final Set<FaultKind> BACK = EnumSet.of(FaultKind.CLOCK_BACK, FaultKind.FAILOVER,
			FaultKind.ISOLATED_MASTER);

	private static final Set<FaultKind> LOSSES = EnumSet.of(FaultKind.STALE_RESTART, FaultKind.FAILOVER);

	/** The clock is another afterwards, so a doubt does not reach far enough. */
	private static final Set<FaultKind> OTHER_CLOCK = EnumSet.of(FaultKind.CLOCK_BACK, FaultKind.CLOCK_FORWARD,
			FaultKind.SLOW_CALLS_AND_STEP, FaultKind.FAILOVER, FaultKind.ISOLATED_MASTER);

	private final String invariant;

	private final Map<String, Integer> doubled = new HashMap<>();

	private int losses;

	private int doubledByOne;

	Doubling(String invariant) {
		this.invariant = invariant;
	}

	/**
	 * Something goes wrong from now on.
	 */
	void injected(Fault fault) {
		this.losses += LOSSES.contains(fault.kind()) ? 1 : 0;
	}

	/**
	 * Whether the clock of the server may show another time than before.
	 */
	static boolean isClockSet(Cell cell) {
		return cell.hasAny(OTHER_CLOCK);
	}

	/**
	 * Something was done that had been done before.
	 * @param what it is
	 * @param before the term under which it was done before
	 * @param term the term under which it is done now
	 */
	void found(Simulation world, Of what, long before, long term) {
		world.figures().doubled.increment();
		int count = this.doubled.merge(what.kind(), 1, Integer::sum);
		if (world.cell().keepsEntries()) {
			world.violated(this.invariant, "%s was run before", what);
		}
		else if (!world.cell().isExclusive() || (world.cell().hasAny(WHOLE) && world.cell().hasAny(BACK))) {
			return;
		}
		else if (before == term && ++this.doubledByOne > this.losses) {
			world.violated(this.invariant, "%s was run before under the same term", what);
		}
		else if (before != term && what.doubted() && !isClockSet(world.cell())) {
			world.violated(this.invariant, "%s was run before under term %d, and is not in doubt", what, before);
		}
		else if (count > this.losses * (LOST_MILLIS / what.period() + 1)) {
			world.violated(this.invariant, "%s is the %d. that was run before, in spite of %d losses only", what, count,
					this.losses);
		}
	}

	/**
	 * Something of which there are more.
	 *
	 * @param kind what it is one of
	 * @param period the least time between two of them, in milliseconds
	 * @param doubted whether it is not to be done again if nobody knows whether it was
	 * @param text which one it is
	 */
	record Of(String kind, long period, boolean doubted, Object text) {

		@Override
		public String toString() {
			return this.text.toString();
		}

	}

}
