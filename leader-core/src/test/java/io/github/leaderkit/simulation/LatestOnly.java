package io.github.leaderkit.simulation;

import java.time.Duration;

/**
 * F8: of the times that are due, only the latest is run. When a fire is claimed as a
 * first attempt, the next one is not due, unless it became due while the claim was on its
 * way. Looked at where nothing is wrong, so that this takes hardly any time.
 */
final class LatestOnly implements Invariant {

	static final String NAME = "F8 latest";

	private static final long CALM = Duration.ofSeconds(2).toNanos();

	/** The clock of the server is estimated from its last reading. */
	private static final long ON_ITS_WAY = 250;

	@Override
	public void changed(Simulation world, Member member, EntryChange change) {
		Scheduled schedule = Scheduled.of(change.schedule());
		boolean calm = Math.max(member.disturbedUntil(), world.disturbedUntil()) + CALM < world.now();
		if (!calm || !change.claims() || change.after().attempt() > 1 || !schedule.isRegular()) {
			return;
		}
		long late = change.after().start() - change.after().planned();
		if (late > schedule.period() + ON_ITS_WAY) {
			world.violated(NAME, "%s has claimed a fire of %s %d ms late, when later ones were due", member,
					change.schedule(), late);
		}
	}

}
