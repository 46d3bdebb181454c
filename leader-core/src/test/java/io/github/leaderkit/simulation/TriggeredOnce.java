package io.github.leaderkit.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * F12: a run that somebody asks for begins once for each wish, but for what a loss of
 * data allows, and none begins for which nobody has asked. One that was reported as given
 * up does not begin afterwards, and is not reported again, where nothing is lost.
 */
final class TriggeredOnce implements Invariant {

	static final String NAME = "F12 triggers";

	private final Doubling doubling = new Doubling(NAME);

	/** By schedule and time of the server, how often somebody asked. */
	private final Map<String, Integer> wishes = new HashMap<>();

	/** By wish, the term under which it was run. */
	private final Map<String, Long> run = new HashMap<>();

	private final Set<String> givenUp = new HashSet<>();

	@Override
	public void injected(Simulation world, Fault fault) {
		this.doubling.injected(fault);
	}

	@Override
	public void changedOfTrigger(Simulation world, Member member, EntryChange change) {
		if (change.wishes()) {
			world.figures().wishes.increment();
			this.wishes.merge(change.schedule() + change.after().since(), 1, Integer::sum);
		}
	}

	@Override
	public void begunByTrigger(Simulation world, SimulatedRun begun) {
		world.figures().triggered.increment();
		String wish = Requests.field(begun.fire().schedule()) + begun.planned();
		int wished = this.wishes.getOrDefault(wish, 0);
		if (wished == 0) {
			world.violated(NAME, "%s began, and nobody had asked for it", begun);
		}
		if (begun.fire().attempt() > 1) {
			world.violated(NAME, "%s is one too many", begun);
		}
		if (this.givenUp.contains(wish) && wished == 1 && world.cell().keepsEntries()) {
			world.violated(NAME, "%s began after it had been reported as given up", begun);
		}
		Long before = this.run.put(wish, begun.fire().term());
		// A clock that is set back may show the time of another wish again
		if (before != null && wished == 1) {
			this.doubling.found(world, new Doubling.Of(begun.fire().schedule(), Requests.APART, true, begun), before,
					begun.fire().term());
		}
	}

	@Override
	public void givenUpOfTrigger(Simulation world, Member member, String schedule, long wished) {
		String wish = Requests.field(schedule) + wished;
		if (!this.givenUp.add(wish) && world.cell().keepsEntries() && this.wishes.getOrDefault(wish, 0) == 1) {
			world.violated(NAME, "%s reports %d of %s, which was reported before", member, wished, schedule);
		}
	}

}
