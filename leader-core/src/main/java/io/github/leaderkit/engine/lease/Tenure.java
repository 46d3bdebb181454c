package io.github.leaderkit.engine.lease;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.leaderkit.Leadership;
import org.jspecify.annotations.Nullable;

/**
 * One leadership of this process and the guarded work that was let in under it. Counting
 * by leadership, not by election, keeps followers' calls out of the count.
 *
 * <p>
 * How much work is inside and whether new work is let in are one value, so that a tenure
 * that is shut and empty stays empty. With two values, the last work to leave could count
 * none, pause while other work enters and the tenure is shut, and then report it as
 * empty.
 */
public final class Tenure {

	/** How many cancellations run at once: if so many hang, the next have to wait. */
	private static final int CANCELLING_THREADS = 4;

	/** Added to the count when no new work is let in any more. */
	private static final int SHUT = Integer.MIN_VALUE;

	private final Leadership leadership;

	private final AtomicInteger inside = new AtomicInteger();

	/** Made when it is first needed: most work is not cancelled. */
	private volatile @Nullable Set<Runnable> cancellations;

	Tenure(Leadership leadership) {
		this.leadership = leadership;
	}

	public Leadership leadership() {
		return this.leadership;
	}

	long term() {
		return this.leadership.term();
	}

	/**
	 * Enters, if new work is let in.
	 * @return whether it is
	 */
	boolean enter() {
		int count = this.inside.get();
		while (count >= 0) {
			if (this.inside.compareAndSet(count, count + 1)) {
				return true;
			}
			count = this.inside.get();
		}
		return false;
	}

	/**
	 * Enters as part of work that is inside.
	 * @return whether any is
	 */
	boolean join() {
		int count = this.inside.get();
		while (!isEmpty(count)) {
			if (this.inside.compareAndSet(count, count + 1)) {
				return true;
			}
			count = this.inside.get();
		}
		return false;
	}

	/**
	 * Leaves.
	 * @return whether this was the last to leave and nobody new is let in
	 */
	boolean exit() {
		return this.inside.decrementAndGet() == SHUT;
	}

	void shut() {
		this.inside.accumulateAndGet(SHUT, (count, shut) -> count | shut);
	}

	public boolean isEmpty() {
		return isEmpty(this.inside.get());
	}

	/**
	 * Remembers how to cancel some work that is inside.
	 * @param cancellation what to do, equal to no other; must not throw
	 */
	void addCancellation(Runnable cancellation) {
		Set<Runnable> all = this.cancellations;
		if (all == null) {
			synchronized (this) {
				all = this.cancellations;
				if (all == null) {
					all = ConcurrentHashMap.newKeySet();
					this.cancellations = all;
				}
			}
		}
		all.add(cancellation);
	}

	/**
	 * Forgets what was added, if it was not done meanwhile.
	 * @param cancellation what was to do
	 */
	void removeCancellation(Runnable cancellation) {
		Set<Runnable> all = this.cancellations;
		if (all != null) {
			all.remove(cancellation);
		}
	}

	/**
	 * Cancels the work that is inside and can be cancelled.
	 * @param executor runs the cancellations, which are code of users, a few at a time
	 */
	public void cancel(Executor executor) {
		Set<Runnable> all = this.cancellations;
		if (all != null) {
			int threads = Math.min(all.size(), CANCELLING_THREADS);
			for (int i = 0; i < threads; i++) {
				executor.execute(() -> run(all));
			}
		}
	}

	private static void run(Set<Runnable> all) {
		for (Runnable cancellation : all) {
			if (all.remove(cancellation)) {
				cancellation.run();
			}
		}
	}

	private static boolean isEmpty(int count) {
		return count == 0 || count == SHUT;
	}

}
