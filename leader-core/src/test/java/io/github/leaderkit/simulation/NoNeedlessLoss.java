package io.github.leaderkit.simulation;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.store.LeaseReply;

/**
 * I8, of leaders: a leadership is lost to another who has the lease, or to a record that
 * went on; not because the store has forgotten it. What counts is the record as it was
 * when the store said so: until the leader hears of it, that may have changed.
 */
final class NoNeedlessLoss implements Invariant {

	static final String NAME = "I8 needless loss";

	@Override
	public void told(Simulation run, Member member, LeadershipEvent event) {
		if (event instanceof Demoted demoted && demoted.reason() == DemotionReason.LOST) {
			LeaseReply reply = member.connection().lossOf(event.term());
			if (reply == null) {
				run.violated(NAME, "%s lost term %d, but the store never said so", member, event.term());
			}
			else if (reply.term() <= event.term() && !(reply.hasLeader() && reply.remaining() > 0)) {
				run.violated(NAME, "%s lost term %d to nobody: the record had owner '%s', term %d", member,
						event.term(), reply.holder(), reply.term());
			}
		}
	}

}
