package io.github.leaderkit.simulation;

import java.util.HashMap;
import java.util.Map;

import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Promoted;

/**
 * I5: promotions and demotions are told in turn, each demotion with the term of its
 * promotion, soon after the leadership ended, and all of them before a stop has ended,
 * unless listeners need more than the drain timeout.
 */
final class EventOrder implements Invariant {

	static final String NAME = "I5 events";

	private static final long SOON = 100_000_000;

	private final Map<Member, Long> open = new HashMap<>();

	private final Map<Member, Long> seen = new HashMap<>();

	private final Map<Member, Long> endSeenAt = new HashMap<>();

	private final Map<Member, Long> stoppedAt = new HashMap<>();

	@Override
	public void told(Simulation run, Member member, LeadershipEvent event) {
		if (member.isStopped() && (event instanceof Promoted || event instanceof Demoted)
				&& !isLeftBehind(run, member, event.term())) {
			run.violated(NAME, "%s is told %s after it has stopped", member, event);
		}
		if (event instanceof Promoted) {
			Long before = this.open.put(member, event.term());
			if (before != null) {
				run.violated(NAME, "%s is promoted to term %d within term %d", member, event.term(), before);
			}
		}
		else if (event instanceof Demoted) {
			Long before = this.open.remove(member);
			if (before == null || before != event.term()) {
				run.violated(NAME, "%s is demoted from term %d, promoted was %s", member, event.term(), before);
			}
			this.endSeenAt.remove(member);
		}
	}

	@Override
	public void looked(Simulation run) {
		if (run.cell().has(FaultKind.SLOW_LISTENERS) || run.cell().has(FaultKind.LATE_THREADS)) {
			return;
		}
		for (Member member : run.members()) {
			if (!member.isReader() || !member.isAwake()) {
				this.endSeenAt.remove(member);
				continue;
			}
			Long before = this.seen.put(member, member.leading());
			if (before != null && before != 0 && before != member.leading() && this.open.containsKey(member)) {
				this.endSeenAt.putIfAbsent(member, run.now());
			}
			Long since = this.endSeenAt.get(member);
			if (since != null && run.now() - since > SOON) {
				this.endSeenAt.remove(member);
				run.violated(NAME, "%s is not told that term %d has ended", member, this.open.get(member));
			}
		}
	}

	@Override
	public void stopped(Simulation run, Member member, String instance) {
		this.stoppedAt.put(member, run.now());
		Long term = this.open.get(member);
		if (term != null && !isLeftBehind(run, member, term)) {
			run.violated(NAME, "%s has stopped and was not told that term %d ended", member, term);
		}
	}

	private boolean isLeftBehind(Simulation run, Member member, long term) {
		long stoppedAt = this.stoppedAt.getOrDefault(member, run.now());
		return run.cell().has(FaultKind.SLOW_LISTENERS)
				&& stoppedAt - member.givenUpAt(term, stoppedAt) > Simulation.SHORTEST_DRAIN;
	}

	@Override
	public void ended(Simulation run) {
		this.open.forEach((member, term) -> {
			if (!member.isCrashed()) {
				run.violated(NAME, "%s was never told that term %d ended", member, term);
			}
		});
	}

}
