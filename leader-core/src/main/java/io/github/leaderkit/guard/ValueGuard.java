package io.github.leaderkit.guard;

import io.github.leaderkit.LeaderElection.GuardedCall;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Guards a method whose work is done when it returns.
 */
final class ValueGuard implements Guard {

	private final Entrance entrance;

	private final @Nullable SkippedValue skipped;

	/**
	 * Creates the guard.
	 * @param entrance where calls are let in
	 * @param skipped what a call that is not let in returns, or {@code null} if it throws
	 */
	ValueGuard(Entrance entrance, @Nullable SkippedValue skipped) {
		this.entrance = entrance;
		this.skipped = skipped;
	}

	@Override
	public @Nullable Object call(MethodInvocation invocation) throws Throwable {
		GuardedCall call = this.entrance.enter();
		if (call == null) {
			return otherwise();
		}
		try {
			return this.entrance.interrupts() ? interruptibly(invocation, call) : invocation.proceed();
		}
		finally {
			call.close();
		}
	}

	private static @Nullable Object interruptibly(MethodInvocation invocation, GuardedCall call) throws Throwable {
		Interruption interruption = Interruption.begin();
		try {
			call.onDemotion(interruption);
			return invocation.proceed();
		}
		finally {
			interruption.end();
		}
	}

	private @Nullable Object otherwise() {
		if (this.skipped == null) {
			throw this.entrance.refusal();
		}
		this.entrance.skipped();
		return this.skipped.get();
	}

}
