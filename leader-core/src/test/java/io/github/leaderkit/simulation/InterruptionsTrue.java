package io.github.leaderkit.simulation;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * F9: what is taken for interrupted was. A leader does not take a claim of its own term
 * for interrupted: each one either runs or is given back. And nobody takes a fire for
 * interrupted whose run has ended in a process that could record it: neither reports it
 * nor runs it again. For servers that lose nothing.
 */
final class InterruptionsTrue implements Invariant {

	static final String NAME = "F9 interruptions";

	/** A call and the start of a thread. */
	private static final long RECORDED_WITHIN = Duration.ofMillis(300).toNanos();

	private final Map<String, SimulatedRun> runs = new HashMap<>();

	@Override
	public void begun(Simulation world, SimulatedRun begun) {
		this.runs.put(key(begun.fire().schedule(), begun.planned(), begun.fire().attempt()), begun);
	}

	@Override
	public void begunByTrigger(Simulation world, SimulatedRun begun) {
		this.runs.put(key(Requests.field(begun.fire().schedule()), begun.planned(), begun.fire().attempt()), begun);
	}

	@Override
	public void changedOfTrigger(Simulation world, Member member, EntryChange change) {
		changed(world, member, change);
	}

	@Override
	public void changed(Simulation world, Member member, EntryChange change) {
		Entry before = change.before();
		if (before == null || before.attempt() == 0 || !world.cell().keepsEntries()) {
			return;
		}
		boolean passed = change.passes() && change.after().hasClaimOf(before);
		boolean again = change.claims() && change.after().planned() == before.planned();
		if (!passed && !again) {
			return;
		}
		long term = passed ? member.node().term() : change.after().term();
		if (term == before.term() && before.state() != 'L') {
			world.violated(NAME, "%s has claimed %d of %s under term %d, and takes it for interrupted", member,
					before.planned(), change.schedule(), term);
		}
		SimulatedRun run = this.runs.get(key(change.schedule(), before.planned(), before.attempt()));
		if (run != null && couldRecord(world, run)) {
			world.violated(NAME, "%s takes %s for interrupted, which ended %d ms ago", member, run,
					(world.now() - run.endedAt()) / 1_000_000);
		}
	}

	private static boolean couldRecord(Simulation world, SimulatedRun run) {
		long disturbed = Math.max(run.member().disturbedUntil(), world.disturbedUntil());
		return run.hasEnded() && !run.member().isCrashed() && disturbed < run.endedAt()
				&& world.now() - run.endedAt() > RECORDED_WITHIN;
	}

	private static String key(String schedule, long planned, int attempt) {
		return schedule + "/" + planned + "/" + attempt;
	}

}
