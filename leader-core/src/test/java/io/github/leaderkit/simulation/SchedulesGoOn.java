package io.github.leaderkit.simulation;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * F5: nothing is stuck. Where at most one may lead, and while one process does, and it
 * and the store are well, each of its schedules fires within its period and the time for
 * a thread, for a run, and for what had to wait while something was wrong: the end of a
 * run is recorded with longer and longer pauses. A schedule whose last fire is ahead of
 * the clock of the server waits for that.
 */
final class SchedulesGoOn implements Invariant {

	static final String NAME = "F5 liveness";

	private static final long BOUND = Duration.ofSeconds(2).plus(Simulation.TTL.multipliedBy(2)).toNanos();

	private final Map<Scheduled, Long> changedAt = new EnumMap<>(Scheduled.class);

	private final Set<Scheduled> stuck = new HashSet<>();

	private final Wellbeing wellbeing = new Wellbeing();

	@Override
	public void injected(Simulation world, Fault fault) {
		this.wellbeing.injected(fault);
	}

	@Override
	public void changed(Simulation world, Member member, EntryChange change) {
		this.changedAt.put(Scheduled.of(change.schedule()), world.now());
	}

	@Override
	public void looked(Simulation world) {
		if (!this.wellbeing.looked(world)) {
			return;
		}
		for (Scheduled schedule : Scheduled.values()) {
			if (isAhead(world, schedule)) {
				this.changedAt.put(schedule, world.now());
			}
			long since = this.changedAt.getOrDefault(schedule, 0L);
			long bound = BOUND + schedule.period() * 1_000_000;
			if (this.wellbeing.lastsFor(world, since, bound) && this.stuck.add(schedule)) {
				world.violated(NAME, "%s has done nothing for more than %d ms: %s", schedule.schedule(),
						bound / 1_000_000, world.servers().master().entry(schedule.schedule()));
			}
		}
	}

	private static boolean isAhead(Simulation world, Scheduled schedule) {
		long now = world.servers().master().millis();
		Entry entry = Entry.of(world.servers().master().entry(schedule.schedule()));
		return entry != null && Math.max(Math.max(entry.planned(), entry.end()),
				entry.hasFired() ? entry.since() : schedule.first(entry.since())) > now - schedule.period();
	}

}
