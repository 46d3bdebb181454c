package io.github.leaderkit.store.redis;

import java.time.Duration;
import java.util.function.DoubleSupplier;

import io.github.leaderkit.ErrorKind;

/**
 * Decides when a connection is to be replaced by a new one: if it leads to a replica, as
 * it may for ever after a failover, and two failures in a row say so; or if nothing was
 * answered on it for some command timeouts, although requests were sent. A slow server
 * answers, if too late: new connections would only make it slower.
 *
 * <p>
 * The time between two resets grows while they do not help. Part of it is random, since
 * many processes may have lost the same server.
 */
final class ConnectionResets {

	private static final int TIMEOUTS_OF_SILENCE = 4;

	private static final int MAX_GROWTH = 32;

	/**
	 * More than an interval with its chance and the silence that shows that the last
	 * reset did not help.
	 */
	private static final int INTERVALS_OF_A_ROW = 12;

	private final long minIntervalNanos;

	private final DoubleSupplier chance;

	private long intervalNanos;

	private long jitterNanos;

	private boolean readOnly;

	private boolean silent;

	private long silentSince;

	private boolean everReset;

	private long lastResetNanos;

	/**
	 * Creates the decision.
	 * @param timeout the command timeout
	 * @param chance gives numbers from 0 to 1
	 */
	ConnectionResets(Duration timeout, DoubleSupplier chance) {
		this.minIntervalNanos = timeout.toNanos();
		this.intervalNanos = this.minIntervalNanos;
		this.chance = chance;
	}

	/**
	 * Takes note of an answer, whatever it says and however late it is.
	 */
	synchronized void onAnswer() {
		this.silent = false;
	}

	/**
	 * Takes note of a command that was carried out.
	 */
	synchronized void onSuccess() {
		this.readOnly = false;
	}

	/**
	 * Takes note of a failure.
	 * @param kind what kind of failure it is
	 * @param sent when the command was sent
	 * @param now the time
	 * @return whether the connection is to be reset
	 */
	synchronized boolean onFailure(ErrorKind kind, long sent, long now) {
		boolean again = this.readOnly && kind == ErrorKind.READ_ONLY;
		this.readOnly = kind == ErrorKind.READ_ONLY;
		if (kind == ErrorKind.UNREACHABLE && !this.silent) {
			this.silent = true;
			this.silentSince = sent;
		}
		boolean lost = this.silent && now - this.silentSince >= TIMEOUTS_OF_SILENCE * this.minIntervalNanos;
		long since = now - this.lastResetNanos;
		if (!(again || lost) || (this.everReset && since < this.intervalNanos + this.jitterNanos)) {
			return false;
		}
		reset(this.everReset && since < INTERVALS_OF_A_ROW * this.intervalNanos, now);
		return true;
	}

	private void reset(boolean inARow, long now) {
		this.intervalNanos = inARow ? Math.min(2 * this.intervalNanos, MAX_GROWTH * this.minIntervalNanos)
				: this.minIntervalNanos;
		this.jitterNanos = (long) (this.intervalNanos * this.chance.getAsDouble());
		this.readOnly = false;
		this.silent = false;
		this.everReset = true;
		this.lastResetNanos = now;
	}

	/**
	 * Whether the last reset was the first of a row.
	 */
	synchronized boolean isFirst() {
		return this.intervalNanos == this.minIntervalNanos;
	}

}
