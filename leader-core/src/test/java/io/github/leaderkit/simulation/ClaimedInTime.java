package io.github.leaderkit.simulation;

import java.util.HashMap;
import java.util.Map;

/**
 * F7: no fire is claimed before its time by the clock of the server, whatever other
 * clocks say; and none that was due before its leader was granted the lease later than
 * its schedule allows. A clone does not know when the lease was granted. What somebody
 * asked for is claimed within a minute.
 */
final class ClaimedInTime implements Invariant {

	static final String NAME = "F7 in time";

	/** For how long a wish waits for a leader. */
	private static final long LONGEST_WISH = 60_000;

	private final Map<Long, Long> grantedAt = new HashMap<>();

	@Override
	public void granted(Simulation world, long term, long serverMillis) {
		this.grantedAt.putIfAbsent(term, serverMillis);
	}

	@Override
	public void changed(Simulation world, Member member, EntryChange change) {
		if (!change.claims()) {
			return;
		}
		long late = change.after().start() - change.after().planned();
		if (late < 0) {
			world.violated(NAME, "%s has claimed a fire of %s %d ms before its time", member, change.schedule(), -late);
		}
		long granted = this.grantedAt.getOrDefault(change.after().term(), 0L);
		long catchUp = Scheduled.of(change.schedule()).settings().catchUp().toMillis();
		boolean cloned = world.cell().has(FaultKind.CLONE);
		if (!cloned && change.after().planned() < granted && late > catchUp) {
			world.violated(NAME, "%s has claimed a fire of %s %d ms late", member, change.schedule(), late);
		}
	}

	@Override
	public void changedOfTrigger(Simulation world, Member member, EntryChange change) {
		long late = change.after().start() - change.after().planned();
		if (change.claims() && (late < 0 || late > LONGEST_WISH)) {
			world.violated(NAME, "%s has claimed %s %d ms after it was asked for", member, change.schedule(), late);
		}
	}

}
