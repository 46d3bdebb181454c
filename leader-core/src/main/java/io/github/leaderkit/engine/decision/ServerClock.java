package io.github.leaderkit.engine.decision;

/**
 * A reading of the store's clock, and between which two local moments it was taken. From
 * it follows how far that clock can be by now, if both clocks run within a twelfth of
 * their nominal rate.
 *
 * <p>
 * A forward step takes its length off every lease that runs, and the margin makes up for
 * no more than its own. When between the two moments the reading was taken is not known:
 * so a step is looked for as if that was when the reply arrived, and a request that comes
 * in time is allowed for as if it was when the request was sent.
 *
 * @param serverMillis what the clock of the store showed
 * @param sentNanos when the request was sent
 * @param receivedNanos when the reply arrived
 * @param runId the run of the store whose clock it is, empty if the reply did not tell
 */
record ServerClock(long serverMillis, long sentNanos, long receivedNanos, String runId) {

	private static final long SLACK_MILLIS = 5;

	/**
	 * The latest time at which a request that is sent now may take effect. A request that
	 * arrives later was delayed, or the clock of the store was set forward. A step that
	 * is as long as the margin does not pass, however long the reply took.
	 * @param nowNanos the present
	 * @param command the time that a command is given, in nanoseconds
	 * @param margin the margin of the lease it is about, in nanoseconds
	 * @return milliseconds on the clock of the store
	 */
	long notAfter(long nowNanos, long command, long margin) {
		long inTime = this.serverMillis + (drift(nowNanos) + nowNanos - this.sentNanos + command) / Timing.MILLI
				+ SLACK_MILLIS;
		return Math.min(inTime, latestWithoutJump(nowNanos, margin));
	}

	/**
	 * Whether this reading is so old that a step as long as the margin can be taken for
	 * clocks that differ.
	 * @param nowNanos the present
	 * @param timing the durations of the election
	 * @return whether nothing can be said of the time since
	 */
	boolean isTooOld(long nowNanos, Timing timing) {
		return isBeyondMargin(timing.command(), nowNanos, timing);
	}

	/**
	 * Whether this reading is so old, or its reply took so long, that {@link #notAfter}
	 * leaves no time for a request if clocks differ.
	 * @param nowNanos the present
	 * @param timing the durations of the election
	 * @return whether a new reading is needed
	 */
	boolean isTooVague(long nowNanos, Timing timing) {
		return isTooOld(nowNanos, timing) || isBeyondMargin(this.receivedNanos - this.sentNanos, nowNanos, timing);
	}

	private boolean isBeyondMargin(long delay, long nowNanos, Timing timing) {
		return drift(nowNanos) + delay + SLACK_MILLIS * Timing.MILLI >= timing.margin();
	}

	/**
	 * Whether the clock of the store was set forward between this reading and a later
	 * one. The longer there was no reply, the longer a step has to be.
	 * @param later the later reading
	 * @return whether more time has passed there than can be
	 */
	boolean jumpedUntil(ServerClock later) {
		long most = (later.receivedNanos - this.sentNanos) / 10 * 12;
		return later.serverMillis > this.serverMillis + most / Timing.MILLI + SLACK_MILLIS;
	}

	/**
	 * Whether the clock of the store may have been set forward by the margin between this
	 * reading and a later one.
	 * @param later the later reading
	 * @param margin the margin of the lease it is about, in nanoseconds
	 * @return whether so much more time has passed there than is sure to have passed here
	 */
	boolean mayHaveJumpedUntil(ServerClock later, long margin) {
		return later.serverMillis > latestWithoutJump(later.sentNanos, margin);
	}

	/**
	 * The most that the store's clock can show to a request that is sent at a later
	 * moment, so that it is sure not to have been set forward by the margin.
	 */
	private long latestWithoutJump(long nanos, long margin) {
		return this.serverMillis + (nanos - this.receivedNanos + margin) / Timing.MILLI - SLACK_MILLIS;
	}

	private long drift(long nowNanos) {
		return (nowNanos - this.sentNanos) / 10;
	}

}
