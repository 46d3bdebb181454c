package io.github.leaderkit.simulation;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * F1: no planned time of a schedule is run twice as a first attempt. If the server loses
 * data, a leader runs at most one twice under one term for each loss: it restores what it
 * remembers as soon as it notices. Another leader runs at most those again that were
 * planned within the second whose claims are lost; and none of a schedule that is not to
 * be run again, if the clock of the server is not set: such fires are in doubt.
 */
final class ClaimedOnce implements Invariant {

	static final String NAME = "F1 once";

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

	/** By schedule and planned time, the term under which it was run. */
	private final Map<Scheduled, Map<Long, Long>> run = new EnumMap<>(Scheduled.class);

	private final Map<Scheduled, Integer> doubled = new HashMap<>();

	private int losses;

	private int doubledByOne;

	@Override
	public void injected(Simulation world, Fault fault) {
		this.losses += LOSSES.contains(fault.kind()) ? 1 : 0;
	}

	@Override
	public void begun(Simulation world, SimulatedRun begun) {
		Scheduled schedule = Scheduled.of(begun.fire().schedule());
		if (begun.fire().attempt() > 1) {
			return;
		}
		Long before = this.run.computeIfAbsent(schedule, (key) -> new HashMap<>())
			.put(begun.planned(), begun.fire().term());
		if (before == null) {
			return;
		}
		world.figures().doubled.increment();
		int count = this.doubled.merge(schedule, 1, Integer::sum);
		if (world.cell().keepsEntries()) {
			world.violated(NAME, "%s was run before", begun);
		}
		else if (!world.cell().isExclusive() || (world.cell().hasAny(WHOLE) && world.cell().hasAny(BACK))) {
			return;
		}
		else if (before == begun.fire().term() && ++this.doubledByOne > this.losses) {
			world.violated(NAME, "%s was run before under the same term", begun);
		}
		else if (before != begun.fire().term() && !schedule.isRunAgain() && !world.cell().hasAny(OTHER_CLOCK)) {
			world.violated(NAME, "%s was run before under term %d, and is not in doubt", begun, before);
		}
		else if (count > this.losses * (LOST_MILLIS / schedule.period() + 1)) {
			world.violated(NAME, "%s is the %d. that was run before, in spite of %d losses only", begun, count,
					this.losses);
		}
	}

}
