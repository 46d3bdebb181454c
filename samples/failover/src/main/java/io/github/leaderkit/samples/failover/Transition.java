package io.github.leaderkit.samples.failover;

/**
 * One change of the leader and how long it took.
 *
 * @param fault what was done to the leader
 * @param from the leader that it was done to
 * @param to the next leader
 * @param measured from which moment to which
 * @param tookMillis how long that was
 * @param limitMillis how long it may be
 */
record Transition(String fault, String from, String to, String measured, long tookMillis, long limitMillis) {

	/**
	 * Whether it was quick enough. A negative time is not quick but too early: the next
	 * leader did not wait for the end.
	 * @return whether the time lies between zero and the limit
	 */
	boolean inTime() {
		return this.tookMillis >= 0 && this.tookMillis <= this.limitMillis;
	}

}
