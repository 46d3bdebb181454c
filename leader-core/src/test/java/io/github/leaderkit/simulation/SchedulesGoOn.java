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

	private long wellSince;

	private long disturbance;

	@Override
	public void injected(Simulation world, Fault fault) {
		this.disturbance = Math.max(this.disturbance, fault.duration().toNanos());
	}

	@Override
	public void changed(Simulation world, Member member, EntryChange change) {
		this.changedAt.put(Scheduled.of(change.schedule()), world.now());
	}

	@Override
	public void looked(Simulation world) {
		if (!isWell(world)) {
			this.wellSince = world.now();
			return;
		}
		for (Scheduled schedule : Scheduled.values()) {
			if (isAhead(world, schedule)) {
				this.changedAt.put(schedule, world.now());
			}
			long since = Math.max(this.wellSince, this.changedAt.getOrDefault(schedule, 0L));
			long bound = BOUND + this.disturbance + schedule.period() * 1_000_000;
			if (world.now() - since > bound && !this.stuck.contains(schedule)) {
				this.stuck.add(schedule);
				world.violated(NAME, "%s has done nothing for %d ms: %s", schedule.schedule(),
						(world.now() - since) / 1_000_000, world.servers().master().entry(schedule.schedule()));
			}
		}
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

	private static boolean isAhead(Simulation world, Scheduled schedule) {
		long now = world.servers().master().millis();
		Entry entry = Entry.of(world.servers().master().entry(schedule.schedule()));
		return entry != null && Math.max(Math.max(entry.planned(), entry.end()),
				entry.hasFired() ? entry.since() : schedule.first(entry.since())) > now - schedule.period();
	}

}
