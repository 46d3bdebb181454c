package io.github.leaderkit.guard;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Lets only the leader run one method. The type that the method returns decides what a
 * skipped call returns, and when the work is done.
 */
interface Guard {

	/**
	 * Runs the method if its {@link Entrance} lets the call in; otherwise skips it or
	 * throws.
	 * @param invocation the call
	 * @return what the call returns
	 * @throws Throwable what the method throws, or
	 * {@link io.github.leaderkit.NotLeaderException}
	 */
	@Nullable Object call(MethodInvocation invocation) throws Throwable;

}
