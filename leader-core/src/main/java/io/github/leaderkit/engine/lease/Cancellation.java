package io.github.leaderkit.engine.lease;

import java.util.concurrent.atomic.AtomicBoolean;

import io.github.leaderkit.Leadership;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cancels guarded work: at most once, and never begun when the work is over.
 */
final class Cancellation implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(Cancellation.class);

	private final Leadership leadership;

	private final Runnable action;

	private final AtomicBoolean over = new AtomicBoolean();

	/**
	 * Creates a cancellation.
	 * @param leadership the leadership under which the work was let in
	 * @param action what users want to be done
	 */
	Cancellation(Leadership leadership, Runnable action) {
		this.leadership = leadership;
		this.action = action;
	}

	/**
	 * There is nothing to cancel any more.
	 */
	void drop() {
		this.over.set(true);
	}

	@Override
	public void run() {
		if (this.over.compareAndSet(false, true)) {
			try {
				this.action.run();
			}
			catch (Throwable ex) {
				logger.error("Guarded work of {} could not be cancelled", this.leadership, ex);
			}
		}
	}

}
