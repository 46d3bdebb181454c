package io.github.leaderkit.simulation;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.store.memory.SimulatedRedis;

/**
 * I8, of leaders: a leadership is lost to another, or to a record that went on; not
 * because the store has forgotten it.
 */
final class NoNeedlessLoss implements Invariant {

	static final String NAME = "I8 needless loss";

	@Override
	public void told(Simulation run, Member member, LeadershipEvent event) {
		if (event instanceof Demoted demoted && demoted.reason() == DemotionReason.LOST) {
			SimulatedRedis server = member.connection().server();
			if (server.holder() == null && server.term() <= event.term() && !run.cell().has(FaultKind.SLOW_LISTENERS)) {
				run.violated(NAME, "%s lost term %d to nobody: the record has owner '%s', term %d", member,
						event.term(), server.owner(), server.term());
			}
		}
	}

}
