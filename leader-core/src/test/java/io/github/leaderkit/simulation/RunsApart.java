package io.github.leaderkit.simulation;

import java.util.HashMap;
import java.util.Map;

/**
 * F6: runs of one schedule never overlap within one process, whatever happens.
 */
final class RunsApart implements Invariant {

	static final String NAME = "F6 apart";

	private final Map<Member, Map<String, SimulatedRun>> last = new HashMap<>();

	@Override
	public void begunByTrigger(Simulation world, SimulatedRun begun) {
		begun(world, begun);
	}

	@Override
	public void begun(Simulation world, SimulatedRun begun) {
		SimulatedRun before = this.last.computeIfAbsent(begun.member(), (key) -> new HashMap<>())
			.put(begun.fire().schedule(), begun);
		if (before != null && !before.hasEnded()) {
			world.violated(NAME, "%s began while %s went on", begun, before);
		}
	}

}
