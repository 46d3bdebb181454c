package io.github.leaderkit.engine;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the elections that this process leads, against how many it should lead while
 * others could. An election that has asked for its lease counts as led: otherwise the
 * process would ask for all leases at once.
 */
final class LeadershipQuota {

	private final AtomicInteger led = new AtomicInteger();

	private final int max;

	/**
	 * Creates the quota of a process that leads nothing.
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
	 * Whether the other elections reach the quota without the one that asks.
	 * @param own whether the election that asks is counted as led
	 * @return whether as many others as should be led are led
	 */
	boolean isReachedWithout(boolean own) {
		return this.max > 0 && this.led.get() - (own ? 1 : 0) >= this.max;
	}

}
