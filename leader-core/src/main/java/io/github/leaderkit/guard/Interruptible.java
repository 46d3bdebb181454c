package io.github.leaderkit.guard;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import io.github.leaderkit.LeaderElection.GuardedCall;
import org.jspecify.annotations.Nullable;

/**
 * Work that is interrupted when the leadership is about to end: its thread while that is
 * inside the work, and from then on the future that the work has returned, which is
 * cancelled.
 */
public final class Interruptible implements Runnable {

	private final Interruption interruption = Interruption.begin();

	private volatile @Nullable Object result;

	private Interruptible() {
	}

	/**
	 * Does work on the calling thread, whose interrupt status is restored when the work
	 * returns.
	 * @param <E> the type of what the work throws
	 * @param call the guarded call that the work is part of
	 * @param work what to do
	 * @return its result
	 * @throws E what the work throws
	 */
	public static <E extends Throwable> @Nullable Object call(GuardedCall call, Work<E> work) throws E {
		Interruptible interruptible = new Interruptible();
		Object result = null;
		try {
			call.onDemotion(interruptible);
			result = work.proceed();
			return result;
		}
		finally {
			interruptible.goOnWith(result);
		}
	}

	@Override
	public void run() {
		this.interruption.run();
		cancel(this.result);
	}

	private void goOnWith(@Nullable Object result) {
		this.result = result;
		if (this.interruption.end()) {
			cancel(result);
		}
	}

	private static void cancel(@Nullable Object result) {
		if (result instanceof CompletionStage<?> stage) {
			// a minimal stage cannot be cancelled, and to cancel this copy of it is
			// harmless
			stage.toCompletableFuture().cancel(true);
		}
		else if (result instanceof Future<?> future) {
			future.cancel(true);
		}
	}

	/**
	 * What is done.
	 *
	 * @param <E> the type of what it throws
	 */
	@FunctionalInterface
	public interface Work<E extends Throwable> {

		/**
		 * Does it.
		 * @return the result
		 * @throws E what it throws
		 */
		@Nullable Object proceed() throws E;

	}

}
