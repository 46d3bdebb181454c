package io.github.leaderkit.autoconfigure.monitor;

import java.util.function.BooleanSupplier;

import io.github.leaderkit.LeaderElection.Registration;
import org.jspecify.annotations.Nullable;

/**
 * Does something regularly while there is a reason to, and not a moment longer: it keeps
 * a thread of the engine.
 */
final class RegularLooks {

	private final Timer timer;

	private final Runnable look;

	private @Nullable Registration running;

	RegularLooks(Timer timer, Runnable look) {
		this.timer = timer;
		this.look = look;
	}

	/**
	 * Begins or ends.
	 * @param wanted asked under the lock, so that the last answer counts
	 */
	synchronized void goOnIf(BooleanSupplier wanted) {
		boolean needed = wanted.getAsBoolean();
		if (needed && this.running == null) {
			this.running = this.timer.regularly(this.look);
		}
		else if (!needed && this.running != null) {
			this.running.close();
			this.running = null;
		}
	}

	/**
	 * Runs a task again and again until that is closed.
	 */
	@FunctionalInterface
	interface Timer {

		Registration regularly(Runnable task);

	}

}
