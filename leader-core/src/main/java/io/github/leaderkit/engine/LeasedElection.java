package io.github.leaderkit.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.leaderkit.DurationText;
import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ElectionStatus;
import io.github.leaderkit.Fire;
import io.github.leaderkit.FireClaim;
import io.github.leaderkit.FireTask;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderInfo;
import io.github.leaderkit.LeaderSighting;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipListener;
import io.github.leaderkit.ScheduleSettings;
import io.github.leaderkit.ScheduleStatus;
import io.github.leaderkit.engine.decision.ElectionState;
import io.github.leaderkit.engine.decision.ElectionStateMachine;
import io.github.leaderkit.engine.decision.Timing;
import io.github.leaderkit.engine.lease.GuardedCalls;
import io.github.leaderkit.engine.lease.LeaseCell;
import io.github.leaderkit.engine.lease.Tenure;
import io.github.leaderkit.engine.report.ElectionObservers;
import io.github.leaderkit.engine.report.ElectionReporter;
import io.github.leaderkit.engine.report.LeadershipEventDispatcher;
import io.github.leaderkit.engine.report.OutageLog;
import io.github.leaderkit.engine.runtime.ElectionRuntime;
import io.github.leaderkit.schedule.ElectionSchedules;
import io.github.leaderkit.schedule.FireListener;
import io.github.leaderkit.schedule.FireThreads;
import io.github.leaderkit.schedule.ScheduleDefinition;
import io.github.leaderkit.schedule.ScheduleOperations;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An election whose leader holds a lease: what users call, on top of the parts that do
 * the work.
 */
class LeasedElection implements LeaderElection {

	private static final Logger logger = LoggerFactory.getLogger(LeasedElection.class);

	private static final Duration FUTURE_POLL = Duration.ofMillis(20);

	private final String name;

	private final ElectionSettings settings;

	private final ElectionRuntime runtime;

	private final ElectionObservers observers;

	private final LeaseCell cell;

	private final GuardedCalls guardedCalls;

	private final LeadershipEventDispatcher dispatcher;

	private final ElectionDriver driver;

	private final Vetoes vetoes;

	private final ElectionReporter reporter;

	private final DirectRequests directRequests;

	/** Also the lock of what users ask for. */
	private final Contention contention;

	/** Made when the first schedule is added: most elections have none. */
	private @Nullable ElectionSchedules schedules;

	LeasedElection(String name, ElectionSettings settings, Timing timing, ElectionRuntime runtime,
			LeadershipQuota quota, ElectionObservers observers, OutageLog outages) {
		this(name, settings, timing, new ElectionStateMachine(name, settings, timing), runtime, quota, observers,
				outages);
	}

	LeasedElection(String name, ElectionSettings settings, Timing timing, ElectionStateMachine machine,
			ElectionRuntime runtime, LeadershipQuota quota, ElectionObservers observers, OutageLog outages) {
		this.name = name;
		this.settings = settings;
		this.runtime = runtime;
		this.observers = observers;
		this.contention = new Contention(settings);
		this.reporter = new ElectionReporter(name, settings, timing, observers, outages);
		this.directRequests = new DirectRequests(settings.key(), runtime);
		this.dispatcher = new LeadershipEventDispatcher(runtime::announce, runtime::nanoTime, observers,
				this::demotionPublished);
		this.cell = new LeaseCell(name, settings.instance(), runtime, this.dispatcher::publish, this::closedByReader);
		this.guardedCalls = new GuardedCalls(this.cell, this::workLeft, this::later, settings.mdc());
		this.driver = new ElectionDriver(name, settings.key(), machine, runtime, this.cell, this.dispatcher,
				settings.candidate(), quota, this.reporter);
		this.vetoes = new Vetoes(name, this::mayLead);
	}

	private void demotionPublished() {
		this.driver.demotionPublished();
	}

	private void closedByReader(long term) {
		this.driver.poke();
		this.runtime.catchUp();
	}

	private void workLeft(Tenure tenure) {
		this.driver.poke();
		this.runtime.catchUp();
	}

	/**
	 * Makes up for what a failed decision has missed; on the loop.
	 */
	void checkUp() {
		this.driver.checkUp();
	}

	private void later(Runnable task) {
		this.runtime.after(FUTURE_POLL.toNanos(), () -> completeOrLater(task));
	}

	private void completeOrLater(Runnable task) {
		try {
			this.runtime.complete(task);
		}
		catch (Throwable ex) {
			logger.error("Election '{}': there is no thread to look whether work is done", this.name, ex);
			later(task);
		}
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public ElectionSettings settings() {
		return this.settings;
	}

	@Override
	public boolean isLeader() {
		return this.cell.isLeader();
	}

	@Override
	public Optional<Leadership> leadership() {
		return Optional.ofNullable(this.cell.tenure()).map(Tenure::leadership);
	}

	@Override
	public Optional<LeaderInfo> currentLeader() {
		ElectionState state = this.driver.state();
		// A leadership of its own may have ended by the clock, before the loop has
		// noticed
		boolean ended = state.leads() && !isLeader();
		return ended ? Optional.empty() : Optional.ofNullable(state.leader());
	}

	@Override
	public ElectionStatus status() {
		ElectionState state = this.driver.state();
		return this.reporter.status(state, leadership().orElse(null), this.vetoes.reasons(), this.guardedCalls.counts(),
				this.runtime.nanoTime());
	}

	@Override
	public @Nullable GuardedCall tryEnter(Duration minRemaining) {
		return this.guardedCalls.tryEnter(minRemaining);
	}

	@Override
	public Optional<Leadership> awaitLeadership(Duration timeout) throws InterruptedException {
		if (this.runtime.isAnnouncing()) {
			throw new IllegalStateException(
					"A listener cannot wait for a promotion, which is published only after the listener has returned");
		}
		Optional<Leadership> leadership = leadership();
		if (leadership.isPresent() || timeout.isNegative() || timeout.isZero()) {
			return leadership;
		}
		if (Leadership.current().filter((current) -> current.election().equals(this.name)).isPresent()) {
			throw new IllegalStateException("Work of a leadership that has ended cannot wait for the next one, "
					+ "which begins only after the work has left");
		}
		warnIfEarly();
		return awaitPromotion(TimeUnit.NANOSECONDS.convert(timeout));
	}

	private void warnIfEarly() {
		synchronized (this.contention) {
			if (!this.contention.isFirstEarlyCall()) {
				return;
			}
		}
		logger.warn("Election '{}': awaitLeadership was called before the election contends, which it does when the "
				+ "application is ready. If this call is part of the start, it keeps the application from becoming "
				+ "ready: listen to LeadershipEvent.Promoted instead", this.name);
	}

	private Optional<Leadership> awaitPromotion(long nanos) throws InterruptedException {
		CompletableFuture<Leadership> promotion = new CompletableFuture<>();
		try (Registration registration = addListener((event) -> leadership().ifPresent(promotion::complete))) {
			return Optional.of(promotion.get(nanos, TimeUnit.NANOSECONDS));
		}
		catch (TimeoutException ex) {
			return leadership();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public CompletionStage<Void> resign() {
		CompletableFuture<Void> done = new CompletableFuture<>();
		selfWaits().watch("resign()", done);
		this.driver.resign(done);
		return caughtUp(forUsers(done));
	}

	@Override
	public CompletionStage<Boolean> revoke() {
		return ask(this.directRequests::revoke);
	}

	@Override
	public CompletionStage<LeaderSighting> lookUp() {
		return ask(this.directRequests::lookUp);
	}

	private <T extends @Nullable Object> CompletionStage<T> ask(Supplier<CompletableFuture<T>> question) {
		synchronized (this.contention) {
			if (!this.contention.isAllowed()) {
				return CompletableFuture
					.failedStage(new IllegalStateException("The elections of this application are not running"));
			}
		}
		return caughtUp(forUsers(question.get()));
	}

	@Override
	public void start() {
		synchronized (this.contention) {
			this.contention.setWanted(true);
			contendIfWanted();
		}
		this.runtime.catchUp();
	}

	@Override
	public CompletionStage<Void> stop() {
		CompletionStage<Void> stopped;
		synchronized (this.contention) {
			this.contention.setWanted(false);
			stopped = forUsers(retire());
		}
		return caughtUp(stopped);
	}

	/**
	 * Users may do anything when a stage completes, so it must not complete on the loop.
	 */
	private <T extends @Nullable Object> CompletionStage<T> forUsers(CompletableFuture<T> done) {
		return done.thenApplyAsync((value) -> value, this.runtime::complete).minimalCompletionStage();
	}

	private <T extends @Nullable Object> CompletionStage<T> caughtUp(CompletionStage<T> stage) {
		this.runtime.catchUp();
		return stage;
	}

	/**
	 * The elections of the application run from now on.
	 */
	void allow() {
		synchronized (this.contention) {
			this.contention.setAllowed(true);
			contendIfWanted();
		}
		withSchedules(ElectionSchedules::wake);
	}

	/**
	 * The store is being closed.
	 */
	void rest() {
		withSchedules(ElectionSchedules::rest);
	}

	/**
	 * The elections of the application never run.
	 */
	void disable() {
		synchronized (this.contention) {
			this.contention.setDisabled();
		}
	}

	/**
	 * The elections of the application stop. Whether this one is wanted stays.
	 * @return completes on the loop
	 */
	CompletableFuture<Void> disallow() {
		synchronized (this.contention) {
			this.contention.setAllowed(false);
			return retire();
		}
	}

	/**
	 * Stops for ever.
	 * @param forget run on the loop when it has stopped
	 * @return completes after that
	 */
	CompletionStage<Void> close(Runnable forget) {
		CompletionStage<Void> stopped;
		synchronized (this.contention) {
			this.contention.setClosed();
			stopped = forUsers(retire().thenRun(this.driver::unsubscribe).thenRun(forget));
		}
		return caughtUp(stopped);
	}

	private void contendIfWanted() {
		if (this.contention.begins()) {
			String instance = this.runtime.newInstance();
			this.driver.change((desired) -> desired.contendingAs(instance));
		}
	}

	private CompletableFuture<Void> retire() {
		this.contention.end();
		CompletableFuture<Void> done = new CompletableFuture<>();
		selfWaits().watch("stop()", done);
		this.driver.stop(done);
		return done;
	}

	private SelfWaits selfWaits() {
		return new SelfWaits(this.name, this.settings.drainTimeout(), this.runtime);
	}

	@Override
	public Registration veto(String reason) {
		Registration veto = this.vetoes.add(reason);
		this.runtime.catchUp();
		return () -> {
			veto.close();
			this.runtime.catchUp();
		};
	}

	/**
	 * Runs a schedule while this instance leads.
	 */
	Registration schedule(ScheduleSettings settings, FireTask task, FireThreads threads) {
		if (settings.minRemaining().compareTo(this.settings.validity()) > 0) {
			throw new IllegalArgumentException("The schedule '" + settings.name() + "' would never fire: its "
					+ "minRemaining is " + DurationText.of(settings.minRemaining())
					+ ", and a leadership of the election '" + this.name + "' lasts "
					+ DurationText.of(this.settings.validity()) + " without a renewal");
		}
		ElectionSchedules schedules = schedules();
		Registration registration = schedules.add(ScheduleDefinition.of(settings), settings.minRemaining(), task,
				threads);
		this.runtime.catchUp();
		this.observers.notifyEach((observer) -> observer.scheduleAdded(this, settings.name()));
		return () -> {
			registration.close();
			this.observers.notifyEach((observer) -> observer.scheduleRemoved(this, settings.name()));
		};
	}

	/**
	 * The names of the schedules that this process has.
	 */
	Set<String> scheduleNames() {
		synchronized (this.contention) {
			return (this.schedules != null) ? this.schedules.names() : Set.of();
		}
	}

	/**
	 * Whatever fails here must keep no election from its stop or start.
	 */
	private void withSchedules(Consumer<ElectionSchedules> task) {
		ElectionSchedules known;
		synchronized (this.contention) {
			known = this.schedules;
		}
		if (known == null) {
			return;
		}
		try {
			this.runtime.onLoop(() -> task.accept(known));
		}
		catch (Throwable ex) {
			logger.error("Election '{}': its schedules do not know of the start or stop", this.name, ex);
		}
	}

	@Override
	public FireClaim claim(String name, long number) {
		return schedules().claim(name, number);
	}

	private ElectionSchedules schedules() {
		synchronized (this.contention) {
			ElectionSchedules known = this.schedules;
			if (known == null) {
				known = newSchedules(this.dispatcher::publish, new FireObservers());
				this.schedules = known;
				this.driver.attach(known);
			}
			return known;
		}
	}

	/**
	 * Creates the schedules; the simulation creates others.
	 */
	ElectionSchedules newSchedules(Consumer<LeadershipEvent> events, FireListener listener) {
		return new ElectionSchedules(this, this.runtime, events, listener);
	}

	CompletionStage<List<ScheduleStatus>> lookUpSchedules() {
		return ask(() -> scheduleOperations().lookUp());
	}

	CompletionStage<Void> changeSchedules(Function<ScheduleOperations, CompletableFuture<Void>> change) {
		return ask(() -> change.apply(scheduleOperations()));
	}

	private ScheduleOperations scheduleOperations() {
		return new ScheduleOperations(this.name, this.settings, this.runtime);
	}

	private void mayLead(boolean mayLead) {
		this.driver.change((desired) -> desired.mayLead(mayLead && this.settings.candidate()));
	}

	/**
	 * Adds a listener of all elections, as a part of something that is not done yet.
	 */
	void addOnce(LeadershipListener listener) {
		this.dispatcher.addOnce(listener);
	}

	void remove(LeadershipListener listener) {
		this.dispatcher.remove(listener);
	}

	@Override
	public Registration addListener(LeadershipListener listener) {
		Registration registration = this.dispatcher.add(listener);
		this.runtime.catchUp();
		return registration;
	}

	@Override
	public String toString() {
		return "LeaderElection[" + this.name + "]";
	}

	/**
	 * Passes on what becomes of planned times.
	 */
	private final class FireObservers implements FireListener {

		@Override
		public void ended(Fire fire, Duration duration, @Nullable Throwable failure) {
			LeasedElection.this.observers.notifyEach((observer) -> observer.fireEnded(fire, duration, failure));
		}

		@Override
		public void coalesced(String schedule, long count) {
			LeasedElection.this.observers
				.notifyEach((observer) -> observer.firesCoalesced(LeasedElection.this.name, schedule, count));
		}

	}

}
