package io.github.leaderkit.simulation;

import java.util.HashMap;
import java.util.Map;

/**
 * I10: however bad things are, an election does not flood the store.
 */
final class CallRate implements Invariant {

	static final String NAME = "I10 call rate";

	private static final int MAX_CALLS = 100;

	private final Map<Member, Integer> before = new HashMap<>();

	private long since;

	@Override
	public void looked(Simulation run) {
		if (run.now() - this.since < Simulation.TTL.toNanos()) {
			return;
		}
		this.since = run.now();
		for (Member member : run.members()) {
			int calls = member.node().calls();
			Integer last = this.before.put(member, calls);
			if (last != null && calls - last > MAX_CALLS) {
				run.violated(NAME, "%s has made %d calls within a ttl", member, calls - last);
			}
		}
	}

}
