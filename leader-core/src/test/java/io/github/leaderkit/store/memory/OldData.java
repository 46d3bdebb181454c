package io.github.leaderkit.store.memory;

/**
 * Takes a store back to the data that it had before, like a server that is restarted from
 * an old snapshot.
 */
public final class OldData {

	private OldData() {
	}

	/**
	 * Keeps the record that a store has of a key now.
	 * @return takes the store back to it
	 */
	public static Runnable of(InMemoryLeaseStore store, String key) {
		LeaseRecord record = store.server().get(key);
		return () -> {
			store.server().put(key, record);
			store.restart();
		};
	}

}
