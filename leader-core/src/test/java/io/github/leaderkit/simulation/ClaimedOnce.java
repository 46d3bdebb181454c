package io.github.leaderkit.simulation;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * F1: no planned time of a schedule is run twice as a first attempt, but for what a loss
 * of data allows. Nothing of a schedule that is not to be run again is, if the clock of
 * the server is not set: such fires are in doubt.
 */
final class ClaimedOnce implements Invariant {

	static final String NAME = "F1 once";

	private final Doubling doubling = new Doubling(NAME);

	/** By schedule and planned time, the term under which it was run. */
	private final Map<Scheduled, Map<Long, Long>> run = new EnumMap<>(Scheduled.class);

	@Override
	public void injected(Simulation world, Fault fault) {
		this.doubling.injected(fault);
	}

	@Override
	public void begun(Simulation world, SimulatedRun begun) {
		Scheduled schedule = Scheduled.of(begun.fire().schedule());
		if (begun.fire().attempt() > 1) {
			return;
		}
		Long before = this.run.computeIfAbsent(schedule, (key) -> new HashMap<>())
			.put(begun.planned(), begun.fire().term());
		if (before != null) {
			this.doubling.found(world,
					new Doubling.Of(schedule.schedule(), schedule.period(), !schedule.isRunAgain(), begun), before,
					begun.fire().term());
		}
	}

}
