package io.github.leaderkit.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * I1: at most one leads. A leadership is held from the first look that found it to the
 * last, whatever happened in between; no two such times meet.
 */
final class Exclusion implements Invariant {

	static final String NAME = "I1 exclusion";

	private final List<Hold> holds = new ArrayList<>();

	@Override
	public void looked(Simulation run) {
		for (Member member : run.members()) {
			if (member.leading() != 0) {
				Hold hold = hold(member, member.leading(), run.now());
				hold.last = run.now();
				for (Hold other : this.holds) {
					check(run, hold, other);
				}
			}
		}
	}

	private void check(Simulation run, Hold hold, Hold other) {
		if (other != hold && other.last >= hold.first && !other.met && !hold.met) {
			other.met = true;
			hold.met = true;
			run.violated(NAME, "%s leads term %d, and %s term %d; both for %.3f ms so far", hold.member, hold.term,
					other.member, other.term, (other.last - Math.max(hold.first, other.first)) / 1e6);
		}
	}

	private Hold hold(Member member, long term, long now) {
		for (int i = this.holds.size() - 1; i >= 0; i--) {
			Hold hold = this.holds.get(i);
			if (hold.member == member && hold.term == term) {
				return hold;
			}
		}
		Hold hold = new Hold(member, term, now);
		this.holds.add(hold);
		return hold;
	}

	private static final class Hold {

		private final Member member;

		private final long term;

		private final long first;

		private long last;

		private boolean met;

		private Hold(Member member, long term, long first) {
			this.member = member;
			this.term = term;
			this.first = first;
		}

	}

}
