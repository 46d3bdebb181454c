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

	void enter() {
		this.inside.incrementAndGet();
	}

	/**
	 * Enters for work within work: while some is inside, nobody has been told that all
	 * has left.
	 * @return whether some was inside
	 */
	boolean enterWithin() {
		int now = this.inside.get();
		while (now > 0) {
			if (this.inside.compareAndSet(now, now + 1)) {
				return true;
			}
			now = this.inside.get();
		}
		return false;
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
