package io.github.leaderkit.engine;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many elections this process leads, and how many it should lead at most while others
 * could. One whose lease it has asked for counts as led: else it would ask for all at
 * once.
 */
final class LeadershipQuota {

	private final AtomicInteger led = new AtomicInteger();

	private final int max;

	/**
	 * Creates the load of a process that leads nothing.
	 * @param max how many elections it should lead, {@code 0} for no limit
	 */
	LeadershipQuota(int max) {
		if (max < 0) {
			throw new IllegalArgumentException("A process cannot lead " + max + " elections");
		}
		this.max = max;
	}

	void add(int elections) {
		this.led.addAndGet(elections);
	}

	/**
	 * Whether it is reached without an election.
	 * @param own whether that election counts
	 * @return whether as many others as should be led are led
	 */
	boolean isReachedWithout(boolean own) {
		return this.max > 0 && this.led.get() - (own ? 1 : 0) >= this.max;
	}

}
