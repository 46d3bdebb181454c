package io.github.leaderkit.store.redis;

import io.github.leaderkit.ErrorKind;

/**
 * Decides when a connection is to be replaced by a new one: when it leads to a replica,
 * as it may for ever after a failover, or to nowhere. Two failures in a row must say so,
 * and between two resets some time must pass, more each time while they do not help.
 */
final class ConnectionResets {

	private static final int MAX_GROWTH = 32;

	private final long minIntervalNanos;

	private long intervalNanos;

	private Symptom last = Symptom.NONE;

	private boolean everReset;

	private long lastResetNanos;

	ConnectionResets(long minIntervalNanos) {
		this.minIntervalNanos = minIntervalNanos;
		this.intervalNanos = minIntervalNanos;
	}

	synchronized void onSuccess() {
		this.last = Symptom.NONE;
	}

	/**
	 * Takes note of a failure.
	 * @param kind what kind of failure it is
	 * @param timeout whether no answer came in time
	 * @param now the time
	 * @return whether the connection is to be reset
	 */
	synchronized boolean onFailure(ErrorKind kind, boolean timeout, long now) {
		Symptom symptom = Symptom.of(kind, timeout);
		boolean again = symptom != Symptom.NONE && symptom == this.last;
		this.last = symptom;
		long since = now - this.lastResetNanos;
		if (!again || (this.everReset && since < this.intervalNanos)) {
			return false;
		}
		boolean inARow = this.everReset && since < 4 * this.intervalNanos;
		this.intervalNanos = inARow ? Math.min(2 * this.intervalNanos, MAX_GROWTH * this.minIntervalNanos)
				: this.minIntervalNanos;
		this.last = Symptom.NONE;
		this.everReset = true;
		this.lastResetNanos = now;
		return true;
	}

	/**
	 * Whether the last reset was the first of a row.
	 */
	synchronized boolean isFirst() {
		return this.intervalNanos == this.minIntervalNanos;
	}

	private enum Symptom {

		NONE, REPLICA, SILENCE;

		static Symptom of(ErrorKind kind, boolean timeout) {
			if (kind == ErrorKind.READ_ONLY) {
				return REPLICA;
			}
			return (kind == ErrorKind.UNREACHABLE && timeout) ? SILENCE : NONE;
		}

	}

}
