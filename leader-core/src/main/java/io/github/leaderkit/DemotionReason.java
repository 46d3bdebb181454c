package io.github.leaderkit;

/**
 * Why a leadership ended.
 */
public enum DemotionReason {

	/**
	 * No renewal succeeded in time, and the lease ended by the local clocks.
	 */
	EXPIRED,

	/**
	 * The record in Redis names another leader, was released, or has a newer term.
	 */
	LOST,

	/**
	 * Someone called {@link LeaderElection#revoke()}.
	 */
	REVOKED,

	/**
	 * The key holds data that this library did not write.
	 */
	FOREIGN_DATA,

	/**
	 * A renewal failed and {@code on-error} is {@code step-down}.
	 */
	STORE_ERROR,

	/**
	 * This instance gave the leadership up by {@link LeaderElection#resign()}.
	 */
	RESIGNED,

	/**
	 * The election was stopped, usually because the application stops.
	 */
	STOPPED,

	/**
	 * A {@linkplain LeaderElection#veto(String) veto} keeps this instance from leading.
	 */
	INELIGIBLE,

	/**
	 * The leadership has lasted for the {@code max-tenure}, and other instances may lead
	 * now.
	 */
	TENURE,

	/**
	 * The election itself failed: out of memory, or a defect. It contends again.
	 */
	FAILED

}
