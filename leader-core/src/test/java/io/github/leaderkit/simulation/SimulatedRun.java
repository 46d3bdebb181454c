package io.github.leaderkit.simulation;

import io.github.leaderkit.Fire;

/**
 * A run of a schedule in some process.
 */
final class SimulatedRun {

	private final Member member;

	private final Fire fire;

	private final long begunAt;

	private long endedAt = Long.MAX_VALUE;

	SimulatedRun(Member member, Fire fire, long now) {
		this.member = member;
		this.fire = fire;
		this.begunAt = now;
	}

	Member member() {
		return this.member;
	}

	Fire fire() {
		return this.fire;
	}

	long planned() {
		return this.fire.planned().toEpochMilli();
	}

	long begunAt() {
		return this.begunAt;
	}

	void ends(long now) {
		this.endedAt = now;
	}

	/** When its work ended, far in the future if it has not. */
	long endedAt() {
		return this.endedAt;
	}

	boolean hasEnded() {
		return this.endedAt != Long.MAX_VALUE;
	}

	@Override
	public String toString() {
		return String.format("attempt %d at %s of %d on %s", this.fire.attempt(), this.fire.schedule(), planned(),
				this.member);
	}

}
