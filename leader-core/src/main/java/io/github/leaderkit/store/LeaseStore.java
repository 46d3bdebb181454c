package io.github.leaderkit.store;

import java.util.List;
import java.util.function.Consumer;

/**
 * Stores leases. A record holds the owner, the term, the expiry and the ttl of the lease
 * of one key. The store decides by its own clock, and every decision is atomic with its
 * write.
 *
 * <p>
 * No method waits for the store. Several threads may call the methods at the same time.
 */
public interface LeaseStore {

	/**
	 * Sends requests, which are answered later or at once. If a request cannot be sent,
	 * its call is completed with the failure: this method does not throw.
	 *
	 * <p>
	 * Each call is completed exactly once, by any thread, within about the command
	 * timeout. Calls that are passed together should cost as few round trips as possible.
	 * A call that fails or is late must not delay the others. After a
	 * {@link LeaseStoreException} it is unknown whether the request took effect, unless
	 * its kind says otherwise.
	 * @param calls what is asked, at most one renewal for a key
	 */
	void execute(List<LeaseCall> calls);

	/**
	 * Subscribes to the messages of an election. Returns at once, and keeps trying until
	 * it succeeds. Messages are hints: they may be lost, late or repeated.
	 * @param key the key of the election
	 * @param listener gets each message, and a {@link LeaseSignal.Kind#SUBSCRIBED}
	 * whenever messages begin to arrive, since it may have missed some before. It must
	 * not block the calling thread
	 */
	void subscribe(String key, Consumer<LeaseSignal> listener);

	/**
	 * Ends the subscription to the messages of an election. Returns at once.
	 * @param key the key of the election
	 */
	void unsubscribe(String key);

	/**
	 * Prepares the connections to the store, without a call to it yet. Does nothing if
	 * they are open.
	 */
	void open();

	/**
	 * Closes all connections, which may take a moment. Running calls fail. The store may
	 * be opened again.
	 */
	void close();

}
