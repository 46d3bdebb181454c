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
			future = this.entrance.interrupts() ? Interruptible.call(call, invocation::proceed) : invocation.proceed();
			return future;
		}
		finally {
			closeWhenDone(call, future);
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

}
