package io.github.leaderkit.store;

import java.util.List;
import java.util.function.Consumer;

/**
 * Where leases live. A record holds the owner, the term, the expiry and the ttl of the
 * lease of one key; the store decides by its own clock, and every decision and its write
 * are one atomic step.
 *
 * <p>
 * No method waits for the store. Any may be called by several threads at a time.
 */
public interface LeaseStore {

	/**
	 * Hands requests over, which are answered later or at once. A request that cannot be
	 * handed over is completed with its failure, so this method does not throw.
	 *
	 * <p>
	 * Each call is completed exactly once, by any thread, within about the command
	 * timeout. Calls that are handed over together should cost as few round trips as the
	 * store can do with; one that fails or is late must not hold up the others. After a
	 * {@link LeaseStoreException} it is unknown whether the request took effect, unless
	 * its kind says otherwise.
	 * @param calls what is asked, at most one renewal for a key
	 */
	void execute(List<LeaseCall> calls);

	/**
	 * Begins to listen to the messages of an election. Returns at once and keeps trying
	 * for as long as it takes. Messages are hints: they may be lost, late or repeated.
	 * @param key the key of the election
	 * @param listener given each message, by a thread that must not be held up, and a
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
	 * Closes all connections, which may take a moment. Calls that are under way fail. The
	 * store may be opened again.
	 */
	void close();

}
