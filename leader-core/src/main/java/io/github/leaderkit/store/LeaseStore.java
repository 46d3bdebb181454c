package io.github.leaderkit.store;

import java.util.List;
import java.util.function.Consumer;

/**
 * Where leases live. A record holds the owner, the term, the expiry and the ttl of the
 * lease of one key; the store decides by its own clock, and every decision and its write
 * are one atomic step.
 *
 * <p>
 * The calls that speak to the store block for at most about the command timeout and are
 * made by I/O threads only; any of them may be made by several threads at a time. After a
 * {@link LeaseStoreException} the outcome of a call is unknown, unless its kind says
 * otherwise.
 */
public interface LeaseStore {

	/**
	 * Reads a record without changing it.
	 * @param key the key of the election
	 * @return the record, with code {@link LeaseReply.Code#HELD}, or
	 * {@link LeaseReply.Code#FOREIGN}. If there is no record its term is {@code 0}; if it
	 * is released its holder is empty.
	 * @throws LeaseStoreException if the store could not answer
	 */
	LeaseReply peek(String key);

	/**
	 * Asks for the lease of a key that nobody holds.
	 * @param request what is asked
	 * @return {@link LeaseReply.Code#GRANTED}, {@link LeaseReply.Code#HELD},
	 * {@link LeaseReply.Code#LATE} or {@link LeaseReply.Code#FOREIGN}
	 * @throws LeaseStoreException if the store could not answer
	 */
	LeaseReply acquire(AcquireRequest request);

	/**
	 * Renews leases, in as few round trips as the store can.
	 * @param requests what is asked, for different keys
	 * @return for each request, in the same order, {@link LeaseReply.Code#RENEWED},
	 * {@link LeaseReply.Code#READOPTED}, {@link LeaseReply.Code#LOST},
	 * {@link LeaseReply.Code#LATE} or {@link LeaseReply.Code#FOREIGN}, or why there is no
	 * answer
	 */
	List<RenewResult> renew(List<RenewRequest> requests);

	/**
	 * Releases a lease, if it is still the one of this owner, and tells the others.
	 * @param request what is asked
	 * @return whether there was such a lease
	 * @throws LeaseStoreException if the store could not answer
	 */
	boolean release(ReleaseRequest request);

	/**
	 * Takes the owner off a lease but lets it run to its end, and tells the leader.
	 * @param key the key of the election
	 * @return whether there was a leader
	 * @throws LeaseStoreException if the store could not answer
	 */
	boolean revoke(String key);

	/**
	 * Begins to listen to the messages of an election. Returns at once and keeps trying
	 * for as long as it takes. Messages are hints: they may be lost, late or repeated.
	 * @param key the key of the election
	 * @param listener told each message, by a thread that must not be held up, and a
	 * {@link LeaseSignal.Kind#SUBSCRIBED} whenever messages begin to arrive, since some
	 * may have been missed before
	 */
	void subscribe(String key, Consumer<LeaseSignal> listener);

	/**
	 * Ends the listening to the messages of an election. Returns at once.
	 * @param key the key of the election
	 */
	void unsubscribe(String key);

	/**
	 * Opens what is needed to speak to the store, without speaking to it yet. Does
	 * nothing if it is open.
	 */
	void open();

	/**
	 * Closes all connections. The store may be opened again.
	 */
	void close();

}
