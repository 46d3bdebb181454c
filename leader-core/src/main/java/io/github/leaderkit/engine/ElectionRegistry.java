package io.github.leaderkit.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.github.leaderkit.InvalidElectionSettingException;
import io.github.leaderkit.LeaderElection.Registration;
import io.github.leaderkit.LeadershipListener;
import org.jspecify.annotations.Nullable;

/**
 * The elections of an application by name and by key, and the listeners of all of them.
 * An election is never there without these listeners.
 */
final class ElectionRegistry {

	private final Object lock = new Object();

	/** Read without a lock: guarded methods find their election here. */
	private final Map<String, LeasedElection> byName = new ConcurrentHashMap<>();

	/** In the order of creation. */
	private final Map<String, LeasedElection> byKey = new LinkedHashMap<>();

	private final List<LeadershipListener> listeners = new ArrayList<>();

	/** How many elections were added or removed. */
	private volatile int changes;

	@Nullable LeasedElection find(String name) {
		return this.byName.get(name);
	}

	/**
	 * All elections.
	 * @return a copy, in the order of creation
	 */
	List<LeasedElection> all() {
		synchronized (this.lock) {
			return List.copyOf(this.byKey.values());
		}
	}

	/**
	 * Does something with each election, in no order and without a lock.
	 */
	void forEach(Consumer<LeasedElection> action) {
		this.byName.values().forEach(action);
	}

	/**
	 * Refuses a name or a key that another election has.
	 */
	void check(String name, String key) {
		synchronized (this.lock) {
			if (this.byName.containsKey(name)) {
				throw new IllegalArgumentException("There is an election '" + name + "' already");
			}
			LeasedElection other = this.byKey.get(key);
			if (other != null) {
				throw new InvalidElectionSettingException("key",
						"The elections '" + other.name() + "' and '" + name + "' both use the key '" + key + "'.",
						"Give each election a key of its own.");
			}
		}
	}

	void add(LeasedElection election) {
		synchronized (this.lock) {
			this.byName.put(election.name(), election);
			this.byKey.put(election.settings().key(), election);
			this.listeners.forEach(election::addOnce);
			this.changes = this.changes + 1;
		}
	}

	/**
	 * Forgets an election. Its listeners stay, since its last demotion may not have been
	 * published yet.
	 */
	void remove(LeasedElection election) {
		synchronized (this.lock) {
			this.byName.remove(election.name(), election);
			this.byKey.remove(election.settings().key(), election);
			this.changes = this.changes + 1;
		}
	}

	int changes() {
		return this.changes;
	}

	Registration addListener(LeadershipListener listener) {
		// a listener may be added twice, and each handle removes only its own
		LeadershipListener entry = listener::onEvent;
		synchronized (this.lock) {
			this.listeners.add(entry);
			this.byKey.values().forEach((election) -> election.addOnce(entry));
		}
		return () -> {
			synchronized (this.lock) {
				this.listeners.remove(entry);
				this.byKey.values().forEach((election) -> election.remove(entry));
			}
		};
	}

}
