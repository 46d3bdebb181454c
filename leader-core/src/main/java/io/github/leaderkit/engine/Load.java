package io.github.leaderkit.engine;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many elections this process leads, and how many it should lead at most while others
 * could.
 */
final class Load {

	private final AtomicInteger led = new AtomicInteger();

	private final int most;

	/**
	 * Creates the load of a process that leads nothing.
	 * @param most how many elections it should lead, {@code 0} for no limit
	 */
	Load(int most) {
		this.most = most;
	}

	void add(int elections) {
		this.led.addAndGet(elections);
	}

	boolean isFull() {
		return this.most > 0 && this.led.get() >= this.most;
	}

}
