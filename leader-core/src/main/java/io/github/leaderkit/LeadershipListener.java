package io.github.leaderkit;

/**
 * Called for each event of an election.
 */
@FunctionalInterface
public interface LeadershipListener {

	/**
	 * Called for every event of an election, in order and never for two events of one
	 * election at a time. The calling thread is one of a few that deliver the events of
	 * all elections: a listener that blocks delays later events of its election and may
	 * delay those of others, but never a renewal. While a listener handles a demotion by
	 * resignation or stop, the lease is still held, for at most the
	 * {@code drain-timeout}. If it throws, the exception is logged, and the other
	 * listeners are still called.
	 * @param event what happened
	 */
	void onEvent(LeadershipEvent event);

}
