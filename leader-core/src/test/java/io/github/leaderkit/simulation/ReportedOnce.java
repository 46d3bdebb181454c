package io.github.leaderkit.simulation;

import java.util.HashMap;
import java.util.Map;

import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.FireInterrupted;
import io.github.leaderkit.LeadershipEvent.FireMissed;

/**
 * F10: what was given up is reported once, by one of all processes, and not run
 * afterwards. For servers that lose nothing.
 */
final class ReportedOnce implements Invariant {

	static final String NAME = "F10 reports";

	private final Map<String, Member> reported = new HashMap<>();

	@Override
	public void told(Simulation world, Member member, LeadershipEvent event) {
		if (event instanceof FireMissed missed) {
			world.figures().missed.add(missed.count());
			if (missed.cause() == FireMissed.Cause.IN_DOUBT) {
				world.figures().inDoubt.add(missed.count());
			}
			reported(world, member, missed.schedule(), missed.planned().toEpochMilli());
		}
		else if (event instanceof FireInterrupted interrupted) {
			world.figures().interrupted.increment();
			reported(world, member, interrupted.schedule(), interrupted.planned().toEpochMilli());
		}
	}

	private void reported(Simulation world, Member member, String schedule, long planned) {
		Member before = this.reported.put(schedule + "/" + planned, member);
		if (before != null && world.cell().keepsEntries()) {
			world.violated(NAME, "%s reports %d of %s, which %s has reported", member, planned, schedule, before);
		}
	}

	@Override
	public void begun(Simulation world, SimulatedRun begun) {
		Member before = this.reported.get(begun.fire().schedule() + "/" + begun.planned());
		if (before != null && world.cell().keepsEntries()) {
			world.violated(NAME, "%s began after %s had reported that it was given up", begun, before);
		}
	}

}
