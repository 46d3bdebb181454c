package io.github.leaderkit.engine;

/**
 * A reading of the store's clock, and between which two local moments it was taken. From
 * it follows how far that clock can be by now, if both clocks run within a twelfth of
 * their nominal rate.
 *
 * @param serverMillis what the clock of the store showed
 * @param sentNanos when the request was sent
 * @param receivedNanos when the reply arrived
 */
record ServerClock(long serverMillis, long sentNanos, long receivedNanos) {

	private static final long SLACK_MILLIS = 5;

	/**
	 * The latest time at which a request that is sent now may take effect. A request that
	 * arrives later was delayed, or the clock of the store was set forward.
	 * @param nowNanos the present
	 * @param command the time that a command is given, in nanoseconds
	 * @return milliseconds on the clock of the store
	 */
	long notAfter(long nowNanos, long command) {
		return this.serverMillis + (drift(nowNanos) + nowNanos - this.sentNanos + command) / Timing.MILLI
				+ SLACK_MILLIS;
	}

	/**
	 * Whether this reading is so old that {@link #notAfter} would let a forward step pass
	 * that is as long as the margin.
	 * @param nowNanos the present
	 * @param timing the durations of the election
	 * @return whether a new reading is needed
	 */
	boolean isTooOld(long nowNanos, Timing timing) {
		return drift(nowNanos) + timing.command() + SLACK_MILLIS * Timing.MILLI >= timing.margin();
	}

	/**
	 * Whether the clock of the store was set forward between this reading and a later
	 * one. The longer nothing was heard, the longer a step has to be.
	 * @param later the later reading
	 * @return whether more time has passed there than can be
	 */
	boolean jumpedUntil(ServerClock later) {
		long most = (later.receivedNanos - this.sentNanos) / 10 * 12;
		return later.serverMillis > this.serverMillis + most / Timing.MILLI + SLACK_MILLIS;
	}

	private long drift(long nowNanos) {
		return (nowNanos - this.sentNanos) / 10;
	}

}
