package io.github.leaderkit.simulation;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.leaderkit.Fire;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.FireInterrupted;
import io.github.leaderkit.LeadershipEvent.FireMissed;

/**
 * F3: each planned time, from when a leader has first enrolled the schedule to the last
 * fire in the record, is run, or stood for by a run that names the fire before, or
 * reported, or was due while the run before went on. A report is lost only if its process
 * crashes before listeners have heard of it. Where the server loses data, those that
 * nobody knows of are counted.
 */
final class FiresAccounted implements Invariant {

	static final String NAME = "F3 accounted";

	private static final long REPORTED_WITHIN = Simulation.TTL.toNanos() * 2;

	private final Map<Scheduled, Long> since = new EnumMap<>(Scheduled.class);

	private final Map<Scheduled, Set<Long>> covered = new EnumMap<>(Scheduled.class);

	private final Map<Scheduled, List<Written>> passes = new HashMap<>();

	@Override
	public void enrolled(Simulation world, String schedule, Entry entry) {
		this.since.putIfAbsent(Scheduled.of(schedule), entry.since());
	}

	@Override
	public void changed(Simulation world, Member member, EntryChange change) {
		Scheduled schedule = Scheduled.of(change.schedule());
		Entry after = change.after();
		if (change.isCoalesced()) {
			cover(schedule, after.previous(), after.planned());
		}
		else if (change.passes()) {
			this.passes.computeIfAbsent(schedule, (key) -> new ArrayList<>())
				.add(new Written(member, after, world.now()));
		}
	}

	@Override
	public void begun(Simulation world, SimulatedRun begun) {
		Fire fire = begun.fire();
		Scheduled schedule = Scheduled.of(fire.schedule());
		world.figures().coalesced.add(fire.standsFor() - 1);
		cover(schedule, (fire.last() != null) ? fire.last().toEpochMilli() : first(schedule) - 1, begun.planned());
	}

	@Override
	public void told(Simulation world, Member member, LeadershipEvent event) {
		if (event instanceof FireMissed missed) {
			Scheduled schedule = Scheduled.of(missed.schedule());
			long until = missed.planned().toEpochMilli();
			cover(schedule, until - missed.count() * schedule.period(), until);
		}
		else if (event instanceof FireInterrupted interrupted) {
			Scheduled schedule = Scheduled.of(interrupted.schedule());
			long planned = interrupted.planned().toEpochMilli();
			cover(schedule, planned - interrupted.count() * schedule.period(), planned);
		}
	}

	/**
	 * Covers what was planned after one time, and not after another.
	 */
	private void cover(Scheduled schedule, long after, long until) {
		if (!this.since.containsKey(schedule) || !schedule.isRegular()) {
			return;
		}
		Set<Long> times = this.covered.computeIfAbsent(schedule, (key) -> new HashSet<>());
		for (long time = until; time > after && time >= first(schedule); time -= schedule.period()) {
			times.add(time);
		}
	}

	private long first(Scheduled schedule) {
		return schedule.first(this.since.getOrDefault(schedule, 0L));
	}

	@Override
	public void ended(Simulation world) {
		for (Scheduled schedule : this.since.keySet()) {
			Entry entry = Entry.of(world.servers().master().entry(schedule.schedule()));
			if (schedule.isRegular() && entry != null && entry.hasFired()) {
				check(world, schedule, entry);
			}
		}
	}

	private void check(Simulation world, Scheduled schedule, Entry last) {
		coverLostReports(world, schedule);
		Set<Long> times = this.covered.getOrDefault(schedule, Set.of());
		long until = last.hasEnded() ? last.planned() : last.previous();
		List<Long> missing = new ArrayList<>();
		for (long time = first(schedule); time <= until; time += schedule.period()) {
			if (!times.contains(time)) {
				missing.add(time);
			}
		}
		if (!missing.isEmpty() && world.cell().keepsEntries()) {
			world.violated(NAME, "nobody ran or reported %d planned times of %s: %s", missing.size(),
					schedule.schedule(), missing);
		}
		world.figures().unaccounted.add(missing.size());
	}

	private void coverLostReports(Simulation world, Scheduled schedule) {
		for (Written pass : this.passes.getOrDefault(schedule, List.of())) {
			Long crashed = pass.member().crashedAt();
			if (crashed != null && crashed - pass.at() < REPORTED_WITHIN) {
				cover(schedule, pass.entry().previous(), pass.entry().planned());
				world.figures().reportsLost.increment();
			}
		}
	}

	/**
	 * What was given up.
	 */
	private record Written(Member member, Entry entry, long at) {
	}

}
