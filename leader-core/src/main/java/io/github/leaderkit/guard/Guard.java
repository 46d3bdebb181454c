package io.github.leaderkit.guard;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Lets only the leader run one method. What a call is given when it is not let in, and
 * how long the work counts that is let in, depends on what the method returns.
 */
interface Guard {

	/**
	 * Runs the method, or does not.
	 * @param invocation the call
	 * @return what the caller is given
	 * @throws Throwable what the method throws, or
	 * {@link io.github.leaderkit.NotLeaderException}
	 */
	@Nullable Object call(MethodInvocation invocation) throws Throwable;

}
