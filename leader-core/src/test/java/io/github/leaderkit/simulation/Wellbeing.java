package io.github.leaderkit.simulation;

/**
 * Since when one process leads, and it and the store are well.
 */
final class Wellbeing {

	private long since;

	private long disturbance;

	/**
	 * Something goes wrong. What had to wait for that is tried again with longer and
	 * longer pauses.
	 */
	void injected(Fault fault) {
		this.disturbance = Math.max(this.disturbance, fault.duration().toNanos());
	}

	/**
	 * Looks at everything.
	 * @return whether all is well
	 */
	boolean looked(Simulation world) {
		boolean well = isWell(world);
		this.since = well ? this.since : world.now();
		return well;
	}

	/**
	 * Whether all has been well for a while and for what had to wait before.
	 * @param start when that while begins at the earliest
	 * @param bound how long it is
	 */
	boolean lastsFor(Simulation world, long start, long bound) {
		return world.now() - Math.max(this.since, start) > bound + this.disturbance;
	}

	private static boolean isWell(Simulation world) {
		Member leader = null;
		for (Member member : world.members()) {
			if (member.leading() != 0) {
				if (leader != null) {
					return false;
				}
				leader = member;
			}
		}
		return leader != null && world.cell().isExclusive() && leader.disturbedUntil() < world.now()
				&& world.disturbedUntil() < world.now() && leader.timersLateUntil() < world.now()
				&& leader.node().drainedTerm() == 0 && leader.connection().server() == world.servers().master();
	}

}
