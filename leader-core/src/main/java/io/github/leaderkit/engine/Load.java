package io.github.leaderkit.engine;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many elections this process leads, and how many it should lead at most while others
 * could. One whose lease it has asked for counts as led: else it would ask for all at
 * once.
 */
final class Load {

	private final AtomicInteger led = new AtomicInteger();

	private final int most;

	/**
	 * Creates the load of a process that leads nothing.
	 * @param most how many elections it should lead, {@code 0} for no limit
	 */
	Load(int most) {
		if (most < 0) {
			throw new IllegalArgumentException("A process cannot lead " + most + " elections");
		}
		this.most = most;
	}

	void add(int elections) {
		this.led.addAndGet(elections);
	}

	/**
	 * Whether it is reached without an election.
	 * @param own whether that election counts
	 * @return whether as many others as should be led are led
	 */
	boolean isFullBeside(boolean own) {
		return this.most > 0 && this.led.get() - (own ? 1 : 0) >= this.most;
	}

}
