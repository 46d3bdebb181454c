package io.github.leaderkit.engine.lease;

import io.github.leaderkit.engine.decision.Timing;
import io.github.leaderkit.engine.runtime.Clocks;

/**
 * Clocks that are moved by hand, and that let something happen just after they were read.
 * The monotonic clock overflows soon.
 */
final class HandClocks implements Clocks {

	long nanos = Long.MAX_VALUE - 3_000_000_000L;

	long wall = 1_700_000_000_000L;

	Runnable afterNextWallReading;

	void pass(long millis) {
		this.nanos += millis * Timing.MILLI;
		this.wall += millis;
	}

	void stepWall(long millis) {
		this.wall += millis;
	}

	@Override
	public long nanoTime() {
		return this.nanos;
	}

	@Override
	public long currentTimeMillis() {
		long reading = this.wall;
		Runnable then = this.afterNextWallReading;
		this.afterNextWallReading = null;
		if (then != null) {
			then.run();
		}
		return reading;
	}

}
