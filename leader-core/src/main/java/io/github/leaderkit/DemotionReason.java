package io.github.leaderkit;

/**
 * Why a leadership ended.
 */
public enum DemotionReason {

	/**
	 * The lease could not be renewed in time, and ended by the local clocks.
	 */
	EXPIRED,

	/**
	 * The record in Redis names another leader, or went on without this one.
	 */
	LOST,

	/**
	 * Someone took the leadership away by {@link LeaderElection#revoke()}.
	 */
	REVOKED,

	/**
	 * The key holds something that this library did not write.
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
	 * This instance may not lead for now: a {@linkplain LeaderElection#veto(String) veto}
	 * keeps it from it.
	 */
	INELIGIBLE,

	/**
	 * The leadership lasted for the {@code max-tenure}, and others may have it now.
	 */
	TENURE,

	/**
	 * The election itself failed: out of memory, or a defect. It contends again.
	 */
	FAILED

}
