package io.github.leaderkit.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * I4: a leadership that was seen to have ended never comes back.
 */
final class Stickiness implements Invariant {

	static final String NAME = "I4 stickiness";

	private final Map<Member, Long> seen = new HashMap<>();

	private final Map<Member, Set<Long>> ended = new HashMap<>();

	@Override
	public void looked(Simulation run) {
		for (Member member : run.members()) {
			if (member.isReader() && member.isAwake()) {
				looked(run, member);
			}
		}
	}

	private void looked(Simulation run, Member member) {
		Long now = member.leading();
		Long before = this.seen.put(member, now);
		if (before != null && before != 0 && !before.equals(now)) {
			this.ended.computeIfAbsent(member, (key) -> new HashSet<>()).add(before);
		}
		if (now != 0 && !now.equals(before) && this.ended.getOrDefault(member, Set.of()).contains(now)) {
			run.violated(NAME, "%s leads term %d again", member, now);
		}
	}

}
