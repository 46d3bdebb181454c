package io.github.leaderkit.guard;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Interrupts the thread that began it, until that thread ends it: from then on the thread
 * does other work, which must not be interrupted or find the interrupt status set.
 *
 * <p>
 * A thread that ends it during the interrupt waits until that is over, and then clears
 * the interrupt status if this has set it. An interrupt by others at the same moment
 * cannot be distinguished.
 */
final class Interruption implements Runnable {

	private static final ThreadLocal<@Nullable Interruption> CURRENT = new ThreadLocal<>();

	private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);

	private final Thread thread = Thread.currentThread();

	private final @Nullable Interruption outer = CURRENT.get();

	/** Read by the thread only after it has seen that it is interrupted. */
	private boolean ours;

	private Interruption() {
	}

	static Interruption begin() {
		Interruption interruption = new Interruption();
		CURRENT.set(interruption);
		return interruption;
	}

	/**
	 * Interrupts the thread, unless it has ended this or is interrupted already.
	 */
	@Override
	public void run() {
		if (this.state.compareAndSet(State.RUNNING, State.INTERRUPTING)) {
			this.ours = !this.thread.isInterrupted();
			this.thread.interrupt();
			this.state.set(State.INTERRUPTED);
		}
	}

	/**
	 * Ends this, on the thread that began it and in the reverse order of beginning.
	 * @return whether the thread was interrupted
	 */
	boolean end() {
		CURRENT.set(this.outer);
		if (this.state.compareAndSet(State.RUNNING, State.ENDED)) {
			return false;
		}
		awaitInterrupt();
		if (this.ours) {
			Thread.interrupted();
			repeatOuter();
		}
		return true;
	}

	/**
	 * Interrupts again for the work around this one, whose interrupt may just have been
	 * cleared.
	 */
	private void repeatOuter() {
		Interruption outer = this.outer;
		if (outer != null && outer.state.get() != State.RUNNING) {
			outer.awaitInterrupt();
			outer.ours = true;
			this.thread.interrupt();
		}
	}

	private void awaitInterrupt() {
		while (this.state.get() != State.INTERRUPTED) {
			Thread.yield();
		}
	}

	private enum State {

		RUNNING, INTERRUPTING, INTERRUPTED, ENDED

	}

}
