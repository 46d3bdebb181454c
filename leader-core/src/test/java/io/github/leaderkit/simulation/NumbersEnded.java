package io.github.leaderkit.simulation;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * F15: what was claimed by hand and closed has its end in the record soon, if its process
 * could record it. For servers that lose nothing.
 */
final class NumbersEnded implements Invariant {

	static final String NAME = "F15 ends";

	/** A call, and the start of a thread. */
	private static final long RECORDED_WITHIN = Duration.ofMillis(300).toNanos();

	private final Map<Long, SimulatedClaim> claims = new HashMap<>();

	@Override
	public void begunByHand(Simulation world, SimulatedClaim begun) {
		this.claims.put(begun.number(), begun);
	}

	@Override
	public void changedByHand(Simulation world, Member member, EntryChange change) {
		if (change.claims()) {
			check(world, change.before());
		}
	}

	@Override
	public void ended(Simulation world) {
		check(world, Entry.of(world.servers().master().entry(Requests.BY_HAND)));
	}

	private void check(Simulation world, @Nullable Entry entry) {
		SimulatedClaim claim = (entry != null && entry.isClaimed()) ? this.claims.get(entry.planned()) : null;
		if (claim != null && claim.isClosed() && world.cell().keepsEntries() && couldRecord(world, claim)) {
			world.violated(NAME, "%s ended %d ms ago, and has no end in the record", claim,
					(world.now() - claim.endedAt()) / 1_000_000);
		}
	}

	private static boolean couldRecord(Simulation world, SimulatedClaim claim) {
		Member member = claim.member();
		long disturbed = Math.max(member.disturbedUntil(), world.disturbedUntil());
		return !member.isCrashed() && !member.isStopped() && disturbed < claim.endedAt()
				&& member.timersLateUntil() < claim.endedAt() && world.now() - claim.endedAt() > RECORDED_WITHIN;
	}

}
