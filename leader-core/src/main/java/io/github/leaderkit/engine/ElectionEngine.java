package io.github.leaderkit.engine;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.InvalidElectionSettingException;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElection.Registration;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeadershipListener;
import io.github.leaderkit.store.LeaseStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the elections of an application on one store, with a number of threads that does
 * not depend on how many there are.
 */
public final class ElectionEngine implements LeaderElections {

	private static final Logger logger = LoggerFactory.getLogger(ElectionEngine.class);

	private final ElectionRuntime runtime;

	private final Duration commandTimeout;

	private final boolean enabled;

	private final Object lock = new Object();

	private final Map<String, LeasedElection> elections = new LinkedHashMap<>();

	private final Map<Timing, WeakReference<Timing>> timings = new WeakHashMap<>();

	private final List<ListenerForAll> listeners = new ArrayList<>();

	private boolean running;

	private CompletableFuture<Void> stopped = CompletableFuture.completedFuture(null);

	/**
	 * Creates an engine without elections. Nothing is opened and no thread is started
	 * before {@link #start()}.
	 * @param store where the leases live; opened and closed by this engine
	 * @param commandTimeout the time that one call on the store takes at most
	 * @param enabled whether elections may contend. If not, they exist and never lead,
	 * and the store is never used.
	 */
	public ElectionEngine(LeaseStore store, Duration commandTimeout, boolean enabled) {
		this(new ThreadedElectionRuntime(store), commandTimeout, enabled);
	}

	ElectionEngine(ElectionRuntime runtime, Duration commandTimeout, boolean enabled) {
		this.runtime = runtime;
		this.commandTimeout = commandTimeout;
		this.enabled = enabled;
	}

	/**
	 * Opens the store and lets the elections contend that are to start. Does nothing if
	 * they run; waits for nothing. While a {@link #stop()} is under way, it takes effect
	 * after it.
	 */
	public void start() {
		synchronized (this.lock) {
			if (this.running) {
				return;
			}
			this.running = true;
			if (this.stopped.isDone()) {
				open();
			}
			else {
				this.stopped.thenRun(this::open).whenComplete(this::report);
			}
		}
	}

	private void open() {
		synchronized (this.lock) {
			if (this.running && this.enabled) {
				startRuntime();
				this.elections.values().forEach(LeasedElection::allow);
			}
		}
	}

	private void startRuntime() {
		try {
			this.runtime.start();
		}
		catch (RuntimeException ex) {
			this.running = false;
			throw ex;
		}
	}

	private void report(@Nullable Void done, @Nullable Throwable failure) {
		if (failure != null) {
			logger.error("The elections could not be started again", failure);
		}
	}

	/**
	 * Stops all elections, drains and releases what they lead, and closes the store. May
	 * be started again.
	 * @return completes when all of that is done, at the latest after the longest
	 * {@code drain-timeout} and two command timeouts; never exceptionally
	 */
	public CompletionStage<Void> stop() {
		synchronized (this.lock) {
			if (this.running) {
				this.running = false;
				this.stopped = this.stopped.thenCompose((done) -> close());
			}
			return this.stopped.minimalCompletionStage();
		}
	}

	private CompletableFuture<Void> close() {
		synchronized (this.lock) {
			if (!this.enabled) {
				return CompletableFuture.completedFuture(null);
			}
			CompletableFuture<?>[] all = this.elections.values()
				.stream()
				.map(LeasedElection::disallow)
				.toArray(CompletableFuture<?>[]::new);
			return CompletableFuture.allOf(all).thenCompose((done) -> closeRuntime());
		}
	}

	private CompletableFuture<Void> closeRuntime() {
		CompletableFuture<Void> closed = new CompletableFuture<>();
		this.runtime.stop(() -> closed.complete(null));
		return closed;
	}

	/**
	 * Whether the elections run.
	 * @return {@code true} from {@link #start()} until {@link #stop()}
	 */
	public boolean isRunning() {
		synchronized (this.lock) {
			return this.running;
		}
	}

	/**
	 * Whether the calling thread is one of those that tell listeners of events: it must
	 * not wait for an election to stop, which waits for its listeners.
	 * @return whether it is
	 */
	public boolean isAnnouncing() {
		return this.runtime.isAnnouncing();
	}

	@Override
	public Optional<LeaderElection> find(String name) {
		synchronized (this.lock) {
			return Optional.ofNullable(this.elections.get(name));
		}
	}

	@Override
	public Collection<LeaderElection> all() {
		synchronized (this.lock) {
			return List.copyOf(this.elections.values());
		}
	}

	@Override
	public LeaderElection create(String name, ElectionSettings settings) {
		if (name.isBlank()) {
			throw new IllegalArgumentException("The name of an election must not be blank");
		}
		settings.checkCommandTimeout(this.commandTimeout);
		synchronized (this.lock) {
			if (this.elections.containsKey(name)) {
				throw new IllegalArgumentException("There is an election '" + name + "' already");
			}
			checkKey(name, settings.key());
			LeasedElection election = new LeasedElection(name, settings, timing(settings), this.runtime);
			this.elections.put(name, election);
			this.listeners.forEach((listener) -> listener.addTo(election));
			if (this.running && this.enabled) {
				this.stopped.thenRun(election::allow);
			}
			return election;
		}
	}

	/**
	 * Thousands of elections usually differ in their keys only.
	 */
	private Timing timing(ElectionSettings settings) {
		Timing timing = Timing.of(settings, this.commandTimeout);
		WeakReference<Timing> known = this.timings.get(timing);
		Timing same = (known != null) ? known.get() : null;
		if (same == null) {
			this.timings.put(timing, new WeakReference<>(timing));
		}
		return (same != null) ? same : timing;
	}

	private void checkKey(String name, String key) {
		for (LeasedElection other : this.elections.values()) {
			if (other.settings().key().equals(key)) {
				throw new InvalidElectionSettingException("key",
						"The elections '" + other.name() + "' and '" + name + "' both use the key '" + key + "'.",
						"Give each election a key of its own.");
			}
		}
	}

	@Override
	public CompletionStage<Void> close(String name) {
		LeasedElection election;
		synchronized (this.lock) {
			election = this.elections.get(name);
		}
		if (election == null) {
			return CompletableFuture.completedStage(null);
		}
		return election.close(() -> forget(name, election));
	}

	private void forget(String name, LeasedElection election) {
		synchronized (this.lock) {
			this.elections.remove(name, election);
			this.listeners.forEach((listener) -> listener.removeFrom(election));
		}
	}

	@Override
	public Registration addListener(LeadershipListener listener) {
		ListenerForAll entry = new ListenerForAll(listener);
		synchronized (this.lock) {
			this.listeners.add(entry);
			this.elections.values().forEach(entry::addTo);
		}
		return () -> {
			synchronized (this.lock) {
				this.listeners.remove(entry);
				entry.removeFromAll();
			}
		};
	}

	/**
	 * A listener of every election, with its handles.
	 */
	private static final class ListenerForAll {

		private final LeadershipListener listener;

		private final Map<LeasedElection, Registration> handles = new LinkedHashMap<>();

		private ListenerForAll(LeadershipListener listener) {
			this.listener = listener;
		}

		private void addTo(LeasedElection election) {
			this.handles.put(election, election.addListener(this.listener));
		}

		private void removeFrom(LeasedElection election) {
			Registration handle = this.handles.remove(election);
			if (handle != null) {
				handle.close();
			}
		}

		private void removeFromAll() {
			this.handles.values().forEach(Registration::close);
			this.handles.clear();
		}

	}

}
