package io.github.leaderkit.engine;

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

	static StoreOperation of(StoreCall call) {
		if (call instanceof StoreCall.Acquire) {
			return ATTEMPT;
		}
		if (call instanceof StoreCall.Renew) {
			return RENEWAL;
		}
		return (call instanceof StoreCall.Release) ? RELEASE : LOOK;
	}

}
