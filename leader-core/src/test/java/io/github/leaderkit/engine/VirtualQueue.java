package io.github.leaderkit.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Does one thing after the other, in the order in which they come, and needs some time
 * for each.
 */
final class VirtualQueue {

	private final VirtualWorld world;

	private final Queue<Runnable> waiting = new ArrayDeque<>();

	private Duration each = Duration.ZERO;

	private boolean working;

	VirtualQueue(VirtualWorld world) {
		this.world = world;
	}

	/** What is begun from now on needs so long. */
	void each(Duration value) {
		this.each = value;
	}

	/** How many things wait or are being done. */
	int size() {
		return this.waiting.size() + (this.working ? 1 : 0);
	}

	void add(Runnable task) {
		if (this.each.isZero() && !this.working) {
			task.run();
			return;
		}
		this.waiting.add(task);
		if (!this.working) {
			next();
		}
	}

	private void next() {
		Runnable task = this.waiting.poll();
		this.working = task != null;
		if (task != null) {
			this.world.after(this.each.toNanos(), () -> {
				task.run();
				next();
			});
		}
	}

}
