package io.github.leaderkit.store.redis;

import io.github.leaderkit.ErrorKind;

/**
 * Decides when a connection is to be replaced by a new one: when it leads to a replica,
 * as it may for ever after a failover, or to nowhere. Two failures in a row must say so,
 * and between two resets some time must pass.
 */
final class ConnectionResets {

	private final long minIntervalNanos;

	private Symptom last = Symptom.NONE;

	private boolean everReset;

	private long lastResetNanos;

	ConnectionResets(long minIntervalNanos) {
		this.minIntervalNanos = minIntervalNanos;
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
		if (!again || (this.everReset && now - this.lastResetNanos < this.minIntervalNanos)) {
			return false;
		}
		this.last = Symptom.NONE;
		this.everReset = true;
		this.lastResetNanos = now;
		return true;
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
