package io.github.leaderkit.simulation;

import java.util.HashMap;
import java.util.Map;

/**
 * I10: however bad things are, an election does not flood the store. An election that is
 * started makes a few calls, so one that users start again and again makes more.
 */
final class CallRate implements Invariant {

	static final String NAME = "I10 call rate";

	private static final int MAX_CALLS = 100;

	/**
	 * A schedule whose claims are refused asks twice in each retry period, until the next
	 * renewal tells why.
	 */
	private static final int MAX_CALLS_OF_SCHEDULES = 100;

	private static final int CALLS_OF_START = 4;

	private final Map<Member, Integer> callsBefore = new HashMap<>();

	private final Map<Member, Integer> startsBefore = new HashMap<>();

	private final int most;

	private long since;

	CallRate(boolean schedules) {
		this.most = MAX_CALLS + (schedules ? MAX_CALLS_OF_SCHEDULES : 0);
	}

	@Override
	public void looked(Simulation run) {
		if (run.now() - this.since < Simulation.TTL.toNanos()) {
			return;
		}
		this.since = run.now();
		for (Member member : run.members()) {
			int calls = since(this.callsBefore, member, member.node().calls());
			int starts = since(this.startsBefore, member, member.starts());
			if (calls > this.most + starts * CALLS_OF_START) {
				run.violated(NAME, "%s has made %d calls within a ttl", member, calls);
			}
		}
	}

	private static int since(Map<Member, Integer> before, Member member, int now) {
		Integer last = before.put(member, now);
		return (last != null) ? now - last : 0;
	}

}
