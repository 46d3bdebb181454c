package io.github.leaderkit;

/**
 * Decides whether this instance may lead, by a condition of the application: a cache is
 * warm, a licence is there, or no maintenance is under way.
 *
 * <p>
 * All beans of this type are asked about each election before the elections first
 * contend, and then once a second while they run. If one of them returns {@code false},
 * this instance gives up the leadership as by {@link LeaderElection#veto(String)} and
 * only watches until all return {@code true}. If an election is created at run time, this
 * instance may lead it for up to a second before the beans are asked.
 *
 * <p>
 * The thread that starts the elections calls it first, then a thread of this library,
 * never two at a time. If it blocks, the last answers of all beans stay valid until it
 * returns. So it should answer at once, from memory.
 */
@FunctionalInterface
public interface LeaderEligibility {

	/**
	 * Whether this instance may lead an election. An exception means {@code false}; the
	 * first of several in a row is logged.
	 * @param election the name of the election
	 * @return {@code false} to keep this instance from leading it
	 */
	boolean mayLead(String election);

}
