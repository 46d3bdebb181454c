package io.github.leaderkit.simulation;

import java.util.HashMap;
import java.util.Map;

/**
 * I2: terms grow from leadership to leadership, and none is used twice.
 */
final class TermOrder implements Invariant {

	static final String NAME = "I2 term order";

	private final Map<Member, Long> current = new HashMap<>();

	private long highest;

	@Override
	public void looked(Simulation run) {
		for (Member member : run.members()) {
			long term = member.leading();
			Long known = (term != 0) ? this.current.put(member, term) : Long.valueOf(0);
			if (term != 0 && (known == null || known != term)) {
				if (term <= this.highest) {
					run.violated(NAME, "%s leads term %d after term %d", member, term, this.highest);
				}
				this.highest = Math.max(this.highest, term);
			}
		}
	}

}
