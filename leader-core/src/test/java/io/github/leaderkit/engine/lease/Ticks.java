package io.github.leaderkit.engine.lease;

import java.util.concurrent.atomic.AtomicInteger;

import io.github.leaderkit.engine.decision.Timing;
import io.github.leaderkit.engine.runtime.Clocks;

/**
 * Clocks that tick together, in milliseconds, for many threads.
 */
final class Ticks implements Clocks {

	private final AtomicInteger count = new AtomicInteger();

	void pass(int ticks) {
		this.count.addAndGet(ticks);
	}

	@Override
	public long nanoTime() {
		return this.count.get() * Timing.MILLI;
	}

	@Override
	public long currentTimeMillis() {
		return this.count.get();
	}

}
