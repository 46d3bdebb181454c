package io.github.leaderkit.store;

import org.jspecify.annotations.Nullable;

/**
 * The result of a request: a reply, or the reason why there is none.
 *
 * @param reply the reply, or {@code null} if there is none
 * @param failure why there is no reply, or {@code null} if there is one
 */
public record LeaseResult(@Nullable LeaseReply reply, @Nullable LeaseStoreException failure) {

	/**
	 * The result of a request that was answered.
	 * @param reply the reply
	 * @return the result
	 */
	public static LeaseResult of(LeaseReply reply) {
		return new LeaseResult(reply, null);
	}

	/**
	 * The result of a request without an answer.
	 * @param failure why there is none
	 * @return the result
	 */
	public static LeaseResult of(LeaseStoreException failure) {
		return new LeaseResult(null, failure);
	}

}
