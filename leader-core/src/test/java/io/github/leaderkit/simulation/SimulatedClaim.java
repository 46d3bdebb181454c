package io.github.leaderkit.simulation;

import io.github.leaderkit.FireClaim;

/**
 * A claim by hand in some process.
 */
final class SimulatedClaim {

	private final Member member;

	private final long number;

	private final FireClaim handle;

	private long term;

	private boolean closed;

	private long endedAt = Long.MAX_VALUE;

	SimulatedClaim(Member member, long number, FireClaim handle) {
		this.member = member;
		this.number = number;
		this.handle = handle;
	}

	Member member() {
		return this.member;
	}

	long number() {
		return this.number;
	}

	FireClaim handle() {
		return this.handle;
	}

	/**
	 * It is claimed.
	 */
	void begins() {
		this.term = this.handle.leadership().term();
	}

	/** The term of its leadership, {@code 0} if it is not claimed. */
	long term() {
		return this.term;
	}

	void close(long now) {
		this.closed = true;
		this.endedAt = now;
		this.handle.close();
	}

	boolean isClosed() {
		return this.closed;
	}

	/** When it was closed, far in the future if it was not. */
	long endedAt() {
		return this.endedAt;
	}

	@Override
	public String toString() {
		return String.format("claim of %d on %s", this.number, this.member);
	}

}
