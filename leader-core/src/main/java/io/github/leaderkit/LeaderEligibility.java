package io.github.leaderkit;

/**
 * Says whether this instance may lead, in the words of the application: that a cache is
 * warm, a licence is there, or nobody has put it under maintenance.
 *
 * <p>
 * All beans of this type are asked about each election before the elections first
 * contend, and then once a second while they run. If one of them objects, this instance
 * gives the leadership up as by {@link LeaderElection#veto(String)} and only watches,
 * until none does any more. An election that is created at run time may lead for up to a
 * second before they are asked.
 *
 * <p>
 * It is asked by the thread that starts the elections, then by a thread of this library,
 * never by two at a time. If it blocks, the last answers of all stand until it returns,
 * so it should look at what is known already, and return at once.
 */
@FunctionalInterface
public interface LeaderEligibility {

	/**
	 * Whether this instance may lead an election. An exception counts as {@code false}
	 * and is logged when the first of several in a row is thrown.
	 * @param election the name of the election
	 * @return {@code false} to keep this instance from leading it
	 */
	boolean mayLead(String election);

}
