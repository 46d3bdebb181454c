package io.github.leaderkit.engine;

import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseStoreException;
import org.jspecify.annotations.Nullable;

/**
 * What became of a call on the store.
 *
 * <p>
 * Internal: public for an {@link ElectionRuntime} in another package, and may change in
 * any version.
 *
 * @param reply the record, of calls that answer with one
 * @param done the answer of calls that answer yes or no
 * @param failure why there is no answer, {@code null} if there is one
 */
public record Outcome(@Nullable LeaseReply reply, boolean done, @Nullable LeaseStoreException failure) {

	static Outcome of(LeaseReply reply) {
		return new Outcome(reply, true, null);
	}

	static Outcome of(boolean done) {
		return new Outcome(null, done, null);
	}

	static Outcome of(LeaseStoreException failure) {
		return new Outcome(null, false, failure);
	}

}
