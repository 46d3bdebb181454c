package io.github.leaderkit.engine;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElection.Registration;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderSchedules;
import io.github.leaderkit.LeadershipListener;
import io.github.leaderkit.engine.decision.Timing;
import io.github.leaderkit.engine.report.ElectionObserver;
import io.github.leaderkit.engine.report.ElectionObservers;
import io.github.leaderkit.engine.report.OutageLog;
import io.github.leaderkit.engine.runtime.ElectionRuntime;
import io.github.leaderkit.engine.runtime.RegularTask;
import io.github.leaderkit.engine.runtime.ThreadedElectionRuntime;
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

	/** An election whose last decision has failed decides again within this time. */
	private static final Duration CHECK_UP_PERIOD = Duration.ofSeconds(1);

	private final ElectionRuntime runtime;

	private final Duration commandTimeout;

	private final boolean enabled;

	private final LeadershipQuota quota;

	private final Object lock = new Object();

	private final ElectionRegistry registry = new ElectionRegistry();

	private final EngineSchedules schedules;

	private final ElectionObservers observers = new ElectionObservers();

	private final OutageLog outages = new OutageLog();

	/** Most elections have the same. One that none has any more is forgotten. */
	private final Map<Timing, WeakReference<Timing>> timings = new WeakHashMap<>();

	private boolean running;

	private volatile boolean started;

	private volatile Runnable checkUps = () -> {
	};

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
		this(store, commandTimeout, enabled, 0);
	}

	/**
	 * Creates an engine without elections that lets other processes go first once it
	 * leads its share of them. Nothing is opened and no thread is started before
	 * {@link #start()}.
	 * @param store where the leases live; opened and closed by this engine
	 * @param commandTimeout the time that one call on the store takes at most
	 * @param enabled whether elections may contend. If not, they exist and never lead,
	 * and the store is never used.
	 * @param maxLed how many elections this process should lead at most: with that many
	 * it leaves a free lease to others for up to three times
	 * {@link ElectionSettings#DEFERENCE_STEP}, and takes it if nobody else does;
	 * {@code 0} for no limit
	 * @throws IllegalArgumentException if it is negative
	 */
	public ElectionEngine(LeaseStore store, Duration commandTimeout, boolean enabled, int maxLed) {
		this(new ThreadedElectionRuntime(store, ElectionEngine::rehearse), commandTimeout, enabled, maxLed);
	}

	ElectionEngine(ElectionRuntime runtime, Duration commandTimeout, boolean enabled) {
		this(runtime, commandTimeout, enabled, 0);
	}

	/**
	 * Creates an engine without elections on a runtime of the caller's. This is for tests
	 * that bring time and threads of their own; the runtime is an internal type.
	 * @param runtime clocks, threads and the store; started and stopped by this engine
	 * @param commandTimeout the time that one call on the store takes at most
	 * @param enabled whether elections may contend
	 * @param maxLed how many elections this engine should lead at most, {@code 0} for no
	 * limit
	 * @throws IllegalArgumentException if it is negative
	 */
	public ElectionEngine(ElectionRuntime runtime, Duration commandTimeout, boolean enabled, int maxLed) {
		this.runtime = runtime;
		this.commandTimeout = commandTimeout;
		this.enabled = enabled;
		this.quota = new LeadershipQuota(maxLed);
		this.schedules = new EngineSchedules(this.registry, runtime);
	}

	private static void rehearse() {
		Rehearsal.run((event) -> {
		});
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
			this.started = true;
			if (this.stopped.isDone()) {
				open();
			}
			else {
				this.stopped.thenRun(this::open).whenComplete(this::report);
			}
		}
		this.runtime.catchUp();
	}

	private void open() {
		synchronized (this.lock) {
			if (this.running && this.enabled) {
				startRuntime();
				this.registry.all().forEach(LeasedElection::allow);
			}
		}
	}

	private void startRuntime() {
		try {
			this.runtime.start();
			this.checkUps = this.runtime.every(CHECK_UP_PERIOD.toNanos(),
					() -> this.registry.forEach(LeasedElection::checkUp));
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
	 * @return completes when all of that is done, never exceptionally. Elections are
	 * waited for as {@link LeaderElection#stop()} says; closing the connections takes a
	 * few command timeouts at most.
	 */
	public CompletionStage<Void> stop() {
		CompletionStage<Void> stopping;
		synchronized (this.lock) {
			if (this.running) {
				this.running = false;
				this.stopped = this.stopped.thenCompose((done) -> close());
			}
			stopping = this.stopped.minimalCompletionStage();
		}
		this.runtime.catchUp();
		return stopping;
	}

	private CompletableFuture<Void> close() {
		synchronized (this.lock) {
			if (!this.enabled) {
				return CompletableFuture.completedFuture(null);
			}
			CompletableFuture<?>[] all = this.registry.all()
				.stream()
				.map(LeasedElection::disallow)
				.toArray(CompletableFuture<?>[]::new);
			return orLimit(CompletableFuture.allOf(all)).thenCompose((done) -> closeRuntime());
		}
	}

	/**
	 * While Redis is silent, the releases of many elections wait for each other. Closing
	 * the store ends that.
	 */
	private CompletableFuture<?> orLimit(CompletableFuture<Void> all) {
		Duration drain = this.registry.all()
			.stream()
			.map((election) -> election.settings().drainTimeout())
			.max(Duration::compareTo)
			.orElse(Duration.ZERO);
		CompletableFuture<Void> limit = new CompletableFuture<>();
		try {
			Runnable cancel = this.runtime.after(drain.plus(this.commandTimeout.multipliedBy(2)).toNanos(),
					() -> limit.complete(null));
			all.thenRun(cancel);
		}
		catch (Throwable ex) {
			logger.error("The stop of the elections has no limit of its own", ex);
		}
		return CompletableFuture.anyOf(all, limit);
	}

	private CompletableFuture<Void> closeRuntime() {
		this.checkUps.run();
		this.registry.forEach(LeasedElection::rest);
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
	 * Whether the elections have ever been started, however they stand now.
	 * @return {@code true} from the first {@link #start()} on
	 */
	public boolean hasStarted() {
		return this.started;
	}

	/**
	 * Whether elections may contend.
	 * @return whether they may
	 */
	public boolean isEnabled() {
		return this.enabled;
	}

	/**
	 * Whether the calling thread is one of those that call listeners: it must not wait
	 * for an election to stop, which waits for its listeners.
	 * @return whether it is
	 */
	public boolean isAnnouncing() {
		return this.runtime.isAnnouncing();
	}

	/**
	 * Does something again and again on a thread of this engine, which it may block. To
	 * be closed when the engine is to have no threads any more.
	 * @param period the time between two beginnings at least
	 * @param task what to do
	 * @return the handle that ends it; a time that has begun goes on
	 */
	public Registration regularly(Duration period, Runnable task) {
		return new RegularTask(this.runtime, period, task);
	}

	/**
	 * How many elections were created or closed until now. As long as that is the same,
	 * an election that was found is still the one that goes by its name. Costs next to
	 * nothing.
	 * @return the number
	 */
	public int changes() {
		return this.registry.changes();
	}

	/**
	 * The schedules of these elections.
	 * @return the schedules
	 */
	public LeaderSchedules schedules() {
		return this.schedules;
	}

	@Override
	public Optional<LeaderElection> find(String name) {
		return Optional.ofNullable(this.registry.find(name));
	}

	@Override
	public Collection<LeaderElection> all() {
		return List.copyOf(this.registry.all());
	}

	@Override
	public LeaderElection create(String name, ElectionSettings settings) {
		if (name.isBlank()) {
			throw new IllegalArgumentException("The name of an election must not be blank");
		}
		settings.checkCommandTimeout(this.commandTimeout);
		LeasedElection election;
		List<ElectionObserver> existing;
		synchronized (this.lock) {
			this.registry.check(name, settings.key());
			election = new LeasedElection(name, settings, shared(Timing.of(settings, this.commandTimeout)),
					this.runtime, this.quota, this.observers, this.outages);
			this.registry.add(election);
			if (!this.enabled) {
				election.disable();
			}
			else if (this.running) {
				this.stopped.thenRun(() -> allow(election));
			}
			existing = this.observers.all();
		}
		existing.forEach((observer) -> this.observers.notify(observer, (one) -> one.created(election)));
		this.schedules.created(election);
		this.runtime.catchUp();
		return election;
	}

	private Timing shared(Timing timing) {
		WeakReference<Timing> known = this.timings.get(timing);
		Timing shared = (known != null) ? known.get() : null;
		if (shared == null) {
			shared = timing;
			this.timings.put(timing, new WeakReference<>(timing));
		}
		return shared;
	}

	private void allow(LeasedElection election) {
		synchronized (this.lock) {
			if (this.running) {
				election.allow();
			}
		}
	}

	@Override
	public CompletionStage<Void> close(String name) {
		LeasedElection election = this.registry.find(name);
		return (election != null) ? election.close(() -> forget(election)) : CompletableFuture.completedStage(null);
	}

	private void forget(LeasedElection election) {
		this.registry.remove(election);
		reportClosed(election);
	}

	/**
	 * Not on the loop: an observer may be held up by what it does for another election.
	 */
	private void reportClosed(LeasedElection election) {
		try {
			this.runtime.complete(() -> this.observers.notifyEach((observer) -> observer.closed(election)));
		}
		catch (Throwable ex) {
			logger.error("No thread could report that the election '{}' is closed", election.name(), ex);
		}
	}

	@Override
	public Registration addListener(LeadershipListener listener) {
		Registration registration = this.registry.addListener(listener);
		this.runtime.catchUp();
		return registration;
	}

	/**
	 * Adds an observer of every election, those created later included.
	 * @param observer the observer to add
	 * @return the handle that removes it
	 */
	public Registration addObserver(ElectionObserver observer) {
		Collection<LeasedElection> existing;
		synchronized (this.lock) {
			existing = this.registry.all();
			this.observers.add(observer);
		}
		existing.forEach((election) -> this.observers.notify(observer, (one) -> {
			one.created(election);
			election.scheduleNames().forEach((schedule) -> one.scheduleAdded(election, schedule));
		}));
		return () -> this.observers.remove(observer);
	}

}
