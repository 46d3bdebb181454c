package io.github.leaderkit.simulation;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * F13: each run that somebody has asked for begins, or is reported as given up, unless it
 * still waits or is under way at the end. A report is lost only if its process crashes
 * before listeners have heard of it. For servers that lose nothing and whose clock is not
 * set; and while one process leads and all is well, a wish does not wait for long.
 */
final class TriggersAccounted implements Invariant {

	static final String NAME = "F13 wishes";

	private static final long REPORTED_WITHIN = Simulation.TTL.toNanos() * 2;

	private static final long BOUND = Duration.ofSeconds(2).plus(Simulation.TTL.multipliedBy(2)).toNanos();

	private final Map<String, Set<Long>> wishes = new HashMap<>();

	private final Map<String, Set<Long>> covered = new HashMap<>();

	private final Map<String, Waiting> waiting = new HashMap<>();

	private final Wellbeing wellbeing = new Wellbeing();

	@Override
	public void injected(Simulation world, Fault fault) {
		this.wellbeing.injected(fault);
	}

	@Override
	public void changedOfTrigger(Simulation world, Member member, EntryChange change) {
		if (change.wishes()) {
			this.wishes.computeIfAbsent(change.schedule(), (field) -> new HashSet<>()).add(change.after().since());
		}
		if (change.passes()) {
			world.after(REPORTED_WITHIN, () -> {
				Long crashed = member.crashedAt();
				if (crashed != null) {
					cover(change.schedule(), change.after().planned());
				}
			});
		}
	}

	@Override
	public void begunByTrigger(Simulation world, SimulatedRun begun) {
		cover(Requests.field(begun.fire().schedule()), begun.planned());
	}

	@Override
	public void givenUpOfTrigger(Simulation world, Member member, String schedule, long wished) {
		world.figures().givenUp.increment();
		cover(Requests.field(schedule), wished);
	}

	private void cover(String field, long wished) {
		this.covered.computeIfAbsent(field, (key) -> new HashSet<>()).add(wished);
	}

	@Override
	public void looked(Simulation world) {
		if (!this.wellbeing.looked(world)) {
			return;
		}
		for (Scheduled schedule : Requests.triggered()) {
			String field = Requests.field(schedule.schedule());
			Entry entry = Entry.of(world.servers().master().entry(field));
			if (entry == null || !isWaiting(entry) || entry.since() > world.servers().master().millis()) {
				this.waiting.remove(field);
				continue;
			}
			Waiting wish = this.waiting.get(field);
			if (wish == null || wish.wished() != entry.since()) {
				this.waiting.put(field, new Waiting(entry.since(), world.now()));
			}
			else if (this.wellbeing.lastsFor(world, wish.at(), BOUND)) {
				world.violated(NAME, "nobody runs %s: %s", field, entry);
				this.waiting.put(field, new Waiting(entry.since(), Long.MAX_VALUE / 2));
			}
		}
	}

	private static boolean isWaiting(Entry entry) {
		return !entry.hasFired() || entry.planned() < entry.since();
	}

	@Override
	public void ended(Simulation world) {
		if (!world.cell().keepsEntries() || Doubling.isClockSet(world.cell())) {
			return;
		}
		this.wishes.forEach((field, times) -> {
			Set<Long> missing = new HashSet<>(times);
			missing.removeAll(this.covered.getOrDefault(field, Set.of()));
			missing.removeIf((time) -> !Requests.isWish(field.substring(0, field.length() - 1), time));
			Entry last = Entry.of(world.servers().master().entry(field));
			if (last != null) {
				missing.remove(last.since());
				missing.remove(last.hasEnded() ? 0L : last.planned());
			}
			if (!missing.isEmpty()) {
				world.violated(NAME, "nobody ran or reported %s of %s, which is %s", missing, field, last);
			}
		});
	}

	/**
	 * A wish that waits for a leader, and since when.
	 */
	private record Waiting(long wished, long at) {
	}

}
