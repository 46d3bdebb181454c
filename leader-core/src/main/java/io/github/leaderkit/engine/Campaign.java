package io.github.leaderkit.engine;

import java.util.concurrent.atomic.AtomicInteger;

import io.github.leaderkit.Leadership;

/**
 * One leadership of this process and the guarded work that was let in under it. Counting
 * by leadership, not by election, keeps followers' calls out of the count.
 */
final class Campaign {

	private final Leadership leadership;

	private final AtomicInteger inside = new AtomicInteger();

	private volatile boolean open = true;

	Campaign(Leadership leadership) {
		this.leadership = leadership;
	}

	Leadership leadership() {
		return this.leadership;
	}

	long term() {
		return this.leadership.term();
	}

	/**
	 * Enters, whether or not work is let in.
	 * @return whether other work is inside, so that nobody has been told that all has
	 * left
	 */
	boolean enter() {
		return this.inside.getAndIncrement() > 0;
	}

	/**
	 * Leaves.
	 * @return whether this was the last to leave and nobody new is let in
	 */
	boolean exit() {
		return this.inside.decrementAndGet() == 0 && !this.open;
	}

	boolean isOpen() {
		return this.open;
	}

	void shut() {
		this.open = false;
	}

	boolean isEmpty() {
		return this.inside.get() == 0;
	}

}
