package io.github.leaderkit.simulation;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * F14: a number is claimed by hand once, whether its work goes on or has ended, but for
 * what a loss of data allows; and only higher ones are claimed after it. While one
 * process leads and all is well, each number is claimed.
 */
final class NumbersOnce implements Invariant {

	static final String NAME = "F14 numbers";

	private static final long BOUND = Duration.ofSeconds(2).plus(Simulation.TTL.multipliedBy(2)).toNanos();

	private final Doubling doubling = new Doubling(NAME);

	private final Wellbeing wellbeing = new Wellbeing();

	private final Map<Long, SimulatedClaim> claims = new HashMap<>();

	private long changedAt;

	@Override
	public void injected(Simulation world, Fault fault) {
		this.doubling.injected(fault);
		this.wellbeing.injected(fault);
	}

	@Override
	public void changedByHand(Simulation world, Member member, EntryChange change) {
		this.changedAt = world.now();
		Entry before = change.before();
		if (change.claims() && before != null && before.planned() >= change.after().planned()) {
			world.violated(NAME, "%s has claimed %d after %d", member, change.after().planned(), before.planned());
		}
	}

	@Override
	public void begunByHand(Simulation world, SimulatedClaim begun) {
		world.figures().byHand.increment();
		SimulatedClaim before = this.claims.put(begun.number(), begun);
		if (before != null) {
			this.doubling.found(world, new Doubling.Of(Requests.BY_HAND, Requests.PERIOD, false, begun), before.term(),
					begun.term());
		}
	}

	@Override
	public void looked(Simulation world) {
		this.wellbeing.looked(world);
		if (world.now() < Requests.until() && this.wellbeing.lastsFor(world, this.changedAt, BOUND)) {
			world.violated(NAME, "nobody claims by hand: %s", world.servers().master().entry(Requests.BY_HAND));
			this.changedAt = Requests.until();
		}
	}

}
