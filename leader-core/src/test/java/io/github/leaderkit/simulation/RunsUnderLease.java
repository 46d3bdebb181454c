package io.github.leaderkit.simulation;

/**
 * F2: a fire is claimed only by who has the lease at that moment, by the clock of the
 * server, and its run begins only while its process leads under the term of the claim. If
 * at most one may lead, no other leads a later term then.
 */
final class RunsUnderLease implements Invariant {

	static final String NAME = "F2 lease";

	@Override
	public void changed(Simulation world, Member member, EntryChange change) {
		if (!change.claims()) {
			return;
		}
		long term = member.connection().server().term();
		long expiry = member.connection().server().expiry();
		boolean led = member.connection().server().holder() != null;
		if (term != change.after().term() || !led || expiry <= change.serverMillis()) {
			world.violated(NAME, "%s has claimed a fire of %s under term %d, but the record is of term %d, until %d",
					member, change.schedule(), change.after().term(), term, expiry - change.serverMillis());
		}
	}

	@Override
	public void changedOfTrigger(Simulation world, Member member, EntryChange change) {
		changed(world, member, change);
	}

	@Override
	public void changedByHand(Simulation world, Member member, EntryChange change) {
		changed(world, member, change);
	}

	@Override
	public void begunByTrigger(Simulation world, SimulatedRun begun) {
		begun(world, begun);
	}

	@Override
	public void begun(Simulation world, SimulatedRun begun) {
		long term = begun.fire().term();
		if (begun.member().node().term() != term) {
			world.violated(NAME, "%s began under term %d, but its process leads term %d", begun, term,
					begun.member().node().term());
		}
		for (Member other : world.members()) {
			if (world.cell().isExclusive() && other.leading() > term) {
				world.violated(NAME, "%s began under term %d, but %s leads term %d", begun, term, other,
						other.leading());
			}
		}
	}

}
