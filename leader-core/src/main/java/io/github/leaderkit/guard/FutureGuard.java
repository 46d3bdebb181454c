package io.github.leaderkit.guard;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import io.github.leaderkit.LeaderElection.GuardedCall;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Guards a method that returns a future: its work is done when the future is.
 */
final class FutureGuard implements Guard {

	private final Entrance entrance;

	private final @Nullable SkippedValue skipped;

	private final boolean throwing;

	/**
	 * Creates the guard.
	 * @param entrance where calls are let in
	 * @param skipped the result of the future that a call returns which is not let in, or
	 * {@code null} if it is not skipped
	 * @param throwing whether a call that is neither let in nor skipped throws, since
	 * there is no way to make a future of the type that fails
	 */
	FutureGuard(Entrance entrance, @Nullable SkippedValue skipped, boolean throwing) {
		this.entrance = entrance;
		this.skipped = skipped;
		this.throwing = throwing;
	}

	@Override
	public @Nullable Object call(MethodInvocation invocation) throws Throwable {
		GuardedCall call = this.entrance.enter();
		if (call == null) {
			return otherwise();
		}
		Object future = null;
		try {
			future = this.entrance.interrupts() ? interruptibly(invocation, call) : invocation.proceed();
			return future;
		}
		finally {
			closeWhenDone(call, future);
		}
	}

	private static @Nullable Object interruptibly(MethodInvocation invocation, GuardedCall call) throws Throwable {
		Cancellation cancellation = new Cancellation(Interruption.begin());
		Object future = null;
		try {
			call.onDemotion(cancellation);
			future = invocation.proceed();
			return future;
		}
		finally {
			cancellation.goOnWith(future);
		}
	}

	private static void closeWhenDone(GuardedCall call, @Nullable Object future) {
		if (future instanceof Future<?> work) {
			call.closeWhenDone(work);
		}
		else if (future instanceof CompletionStage<?> stage) {
			call.detach();
			stage.whenComplete((result, failure) -> call.close());
		}
		else {
			call.close();
		}
	}

	private Object otherwise() {
		if (this.skipped != null) {
			this.entrance.skipped();
			return CompletableFuture.completedFuture(this.skipped.get());
		}
		if (this.throwing) {
			throw this.entrance.refusal();
		}
		return CompletableFuture.failedFuture(this.entrance.refusal());
	}

	/**
	 * Interrupts the thread while it is inside the method, and cancels the future from
	 * then on.
	 */
	private static final class Cancellation implements Runnable {

		private final Interruption interruption;

		private volatile @Nullable Object future;

		private Cancellation(Interruption interruption) {
			this.interruption = interruption;
		}

		@Override
		public void run() {
			this.interruption.run();
			cancel(this.future);
		}

		private void goOnWith(@Nullable Object future) {
			this.future = future;
			if (this.interruption.end()) {
				cancel(future);
			}
		}

		private static void cancel(@Nullable Object future) {
			if (future instanceof CompletionStage<?> stage) {
				// a minimal stage cannot be cancelled, and to cancel this copy of it is
				// harmless
				stage.toCompletableFuture().cancel(true);
			}
			else if (future instanceof Future<?> work) {
				work.cancel(true);
			}
		}

	}

}
