package io.github.leaderkit.simulation;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * F11: who claims a fire has a thread for it. Where nothing is wrong, a run begins at
 * once when its claim is written, or the claim is given back.
 */
final class ClaimedByThread implements Invariant {

	static final String NAME = "F11 thread";

	private static final long CALM = Duration.ofSeconds(2).toNanos();

	private static final long AT_ONCE = Duration.ofMillis(100).toNanos();

	/** By schedule, the claim whose run has not begun, and when it was written. */
	private final Map<String, Claimed> waiting = new HashMap<>();

	@Override
	public void changed(Simulation world, Member member, EntryChange change) {
		this.waiting.remove(change.schedule());
		if (change.claims()) {
			this.waiting.put(change.schedule(), new Claimed(member, world.now()));
		}
	}

	@Override
	public void begun(Simulation world, SimulatedRun begun) {
		this.waiting.remove(begun.fire().schedule());
	}

	@Override
	public void changedOfTrigger(Simulation world, Member member, EntryChange change) {
		changed(world, member, change);
	}

	@Override
	public void begunByTrigger(Simulation world, SimulatedRun begun) {
		this.waiting.remove(Requests.field(begun.fire().schedule()));
	}

	@Override
	public void looked(Simulation world) {
		this.waiting.forEach((schedule, claimed) -> {
			long disturbed = Math.max(claimed.member().disturbedUntil(), world.disturbedUntil());
			if (world.now() - claimed.at() > AT_ONCE && disturbed + CALM < claimed.at()
					&& !claimed.member().isCrashed()) {
				world.violated(NAME, "%s has claimed a fire of %s and does not run it", claimed.member(), schedule);
			}
		});
		this.waiting.values().removeIf((claimed) -> world.now() - claimed.at() > AT_ONCE);
	}

	/**
	 * Who claimed it when.
	 */
	private record Claimed(Member member, long at) {
	}

}
