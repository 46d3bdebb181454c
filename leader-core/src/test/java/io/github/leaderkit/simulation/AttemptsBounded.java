package io.github.leaderkit.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * F4: only a schedule that wants it has a second attempt, at most a third one, and each
 * attempt once. A fire whose end is recorded is not run again, nor is one that was given
 * up. Who loses data may forget that, so the last two are for servers that do not.
 */
final class AttemptsBounded implements Invariant {

	static final String NAME = "F4 attempts";

	private static final int MOST = 3;

	private final Map<String, Integer> attempts = new HashMap<>();

	private final Set<String> over = new HashSet<>();

	@Override
	public void changed(Simulation world, Member member, EntryChange change) {
		if (change.after().hasEnded() || change.after().isPassed()) {
			this.over.add(key(change.schedule(), change.after().planned()));
		}
	}

	@Override
	public void begun(Simulation world, SimulatedRun begun) {
		world.figures().runs.increment();
		int attempt = begun.fire().attempt();
		world.figures().again.add((attempt > 1) ? 1 : 0);
		boolean wanted = attempt == 1 || Scheduled.of(begun.fire().schedule()).isRunAgain();
		if (attempt > MOST || !wanted) {
			world.violated(NAME, "%s is one too many", begun);
		}
		if (!world.cell().keepsEntries()) {
			return;
		}
		String key = key(begun.fire().schedule(), begun.planned());
		Integer before = this.attempts.put(key, attempt);
		if (before != null && before >= attempt) {
			world.violated(NAME, "%s comes after attempt %d", begun, before);
		}
		if (this.over.contains(key)) {
			world.violated(NAME, "%s began although the fire was over", begun);
		}
	}

	private static String key(String schedule, long planned) {
		return schedule + "/" + planned;
	}

}
