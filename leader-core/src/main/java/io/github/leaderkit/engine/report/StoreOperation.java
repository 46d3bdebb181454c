package io.github.leaderkit.engine.report;

import io.github.leaderkit.store.LeaseRequest;

/**
 * What an election asks of the store.
 */
public enum StoreOperation {

	/**
	 * A look at the record.
	 */
	LOOK,

	/**
	 * An attempt to get the lease.
	 */
	ATTEMPT,

	/**
	 * A renewal of the lease.
	 */
	RENEWAL,

	/**
	 * A release of the lease.
	 */
	RELEASE;

	static StoreOperation of(LeaseRequest call) {
		if (call instanceof LeaseRequest.Acquire) {
			return ATTEMPT;
		}
		if (call instanceof LeaseRequest.Renew) {
			return RENEWAL;
		}
		return (call instanceof LeaseRequest.Release) ? RELEASE : LOOK;
	}

}
