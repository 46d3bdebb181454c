package io.github.leaderkit.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * I7: what guarded work writes. A register takes the term with each write and refuses
 * smaller ones than it has seen; none is refused. A set without such a check, which is
 * read when work begins and written when it ends by who still leads, loses nothing.
 */
final class FencedRegister implements Invariant {

	static final String NAME = "I7 register";

	private final List<Long> set = new ArrayList<>();

	private long highest;

	static FencedRegister of(List<Invariant> invariants) {
		return (FencedRegister) invariants.stream().filter(FencedRegister.class::isInstance).findFirst().orElseThrow();
	}

	int size() {
		return this.set.size();
	}

	@Override
	public void leaving(Simulation run, Member member, Work work) {
		if (member.node().term() != work.term()) {
			return;
		}
		if (work.term() < this.highest) {
			run.violated(NAME, "the write of %s with term %d came after one with term %d", member, work.term(),
					this.highest);
		}
		this.highest = Math.max(this.highest, work.term());
		for (long other : this.set.subList(work.seen(), this.set.size())) {
			if (other != work.term()) {
				run.violated(NAME, "the write of %s with term %d undid one with term %d", member, work.term(), other);
			}
		}
		this.set.add(work.term());
	}

}
