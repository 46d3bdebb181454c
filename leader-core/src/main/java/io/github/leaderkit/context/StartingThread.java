package io.github.leaderkit.context;

import org.jspecify.annotations.Nullable;

/**
 * Interrupts the thread that starts a bean if the leadership ends meanwhile, but not
 * later, when the thread does something else.
 */
final class StartingThread implements AutoCloseable {

	private @Nullable Thread thread = Thread.currentThread();

	private boolean interrupted;

	synchronized void interrupt() {
		if (this.thread != null) {
			this.interrupted = true;
			this.thread.interrupt();
		}
	}

	@Override
	public synchronized void close() {
		this.thread = null;
		if (this.interrupted) {
			Thread.interrupted();
		}
	}

}
