package io.github.leaderkit.store;

import org.jspecify.annotations.Nullable;

/**
 * The answer to one of several renewals: either a reply or a failure.
 *
 * @param reply the reply, or {@code null} if there is none
 * @param failure why there is no reply, or {@code null} if there is one
 */
public record RenewResult(@Nullable LeaseReply reply, @Nullable LeaseStoreException failure) {

	/**
	 * An answered renewal.
	 * @param reply the reply
	 * @return the result
	 */
	public static RenewResult of(LeaseReply reply) {
		return new RenewResult(reply, null);
	}

	/**
	 * A renewal without an answer.
	 * @param failure why there is none
	 * @return the result
	 */
	public static RenewResult of(LeaseStoreException failure) {
		return new RenewResult(null, failure);
	}

}
