package io.github.leaderkit.engine;

import io.github.leaderkit.store.AcquireRequest;
import io.github.leaderkit.store.ReleaseRequest;
import io.github.leaderkit.store.RenewRequest;

/**
 * What an election asks of the store. At most one is under way for an election.
 *
 * <p>
 * Internal: public for an {@link ElectionRuntime} in another package, and may change in
 * any version.
 */
public sealed interface StoreCall {

	/**
	 * Reads the record.
	 *
	 * @param key the key of the election
	 */
	record Peek(String key) implements StoreCall {
	}

	/**
	 * Asks for the lease.
	 *
	 * @param request what is asked
	 */
	record Acquire(AcquireRequest request) implements StoreCall {
	}

	/**
	 * Renews the lease.
	 *
	 * @param request what is asked
	 */
	record Renew(RenewRequest request) implements StoreCall {
	}

	/**
	 * Releases the lease.
	 *
	 * @param request what is asked
	 */
	record Release(ReleaseRequest request) implements StoreCall {
	}

	/**
	 * Takes the leadership from whoever holds it; outside of the campaign of the election
	 * that asks.
	 *
	 * @param key the key of the election
	 */
	record Revoke(String key) implements StoreCall {
	}

}
