package io.github.leaderkit.engine;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.FireClaim;
import io.github.leaderkit.FireTask;
import io.github.leaderkit.LeaderElection.GuardedCall;
import io.github.leaderkit.LeaderElection.Registration;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.ScheduleSettings;
import io.github.leaderkit.engine.decision.ElectionState;
import io.github.leaderkit.engine.decision.Mutant;
import io.github.leaderkit.engine.decision.Phase;
import io.github.leaderkit.engine.decision.Phase.HeldLease;
import io.github.leaderkit.engine.decision.SimulatedMachine;
import io.github.leaderkit.engine.decision.Timing;
import io.github.leaderkit.engine.report.ElectionObservers;
import io.github.leaderkit.engine.report.OutageLog;
import io.github.leaderkit.schedule.ElectionSchedules;
import io.github.leaderkit.schedule.FireListener;
import io.github.leaderkit.schedule.FireMutant;
import io.github.leaderkit.schedule.SimulatedSchedules;
import io.github.leaderkit.schedule.SimulatedThreads;
import io.github.leaderkit.store.LeaseStore;
import org.jspecify.annotations.Nullable;

/**
 * One process of a {@link VirtualWorld} with one election: the real one, but for its
 * clocks, threads, network and store, and for the {@link Mutant} in it.
 */
public final class SimulatedNode {

	private final ElectionSettings settings;

	private final FireMutant fireMutant;

	private final VirtualRuntime runtime;

	private final SimulatedMachine machine;

	private final LeasedElection election;

	private final LeadershipQuota quota = new LeadershipQuota(1);

	/**
	 * Creates a process that does not contend yet.
	 * @param world the world it is in
	 * @param clocks its clocks
	 * @param store the store as it reaches it
	 * @param settings the settings of its election
	 * @param mutant what is wrong with it
	 * @param fireMutant what is wrong with its schedules
	 */
	public SimulatedNode(VirtualWorld world, VirtualClocks clocks, LeaseStore store, ElectionSettings settings,
			Mutant mutant, FireMutant fireMutant) {
		this(world, clocks, store, settings, mutant, fireMutant, null);
	}

	private SimulatedNode(VirtualWorld world, VirtualClocks clocks, LeaseStore store, ElectionSettings settings,
			Mutant mutant, FireMutant fireMutant, @Nullable ElectionState clonedFrom) {
		Duration commandTimeout = commandTimeout(settings);
		Timing timing = mutant.timing(Timing.of(settings, commandTimeout));
		this.settings = settings;
		this.fireMutant = fireMutant;
		this.runtime = new VirtualRuntime(world, clocks, store, commandTimeout);
		this.machine = new SimulatedMachine("default", settings, timing, mutant, clonedFrom);
		this.election = new LeasedElection("default", settings, timing, this.machine, this.runtime, this.quota,
				new ElectionObservers(), new OutageLog()) {

			@Override
			ElectionSchedules newSchedules(Consumer<LeadershipEvent> events, FireListener listener) {
				return new SimulatedSchedules(this, SimulatedNode.this.runtime, events, listener, fireMutant);
			}

		};
		if (mutant.losesCompletions()) {
			this.runtime.loseCompletions();
		}
	}

	/**
	 * A copy of this process as it is at this moment, as a virtual machine is cloned
	 * while it runs.
	 */
	public SimulatedNode cloned(VirtualWorld world, LeaseStore store, Mutant mutant) {
		return new SimulatedNode(world, this.runtime.clocks, store, this.settings, mutant, this.fireMutant,
				this.machine.state());
	}

	private static Duration commandTimeout(ElectionSettings settings) {
		return ElectionSettings.commandTimeoutFor(List.of(settings.ttl()));
	}

	public ElectionSettings settings() {
		return this.settings;
	}

	public VirtualNetwork network() {
		return this.runtime.network;
	}

	public VirtualClocks clocks() {
		return this.runtime.clocks;
	}

	/** For how long from now on the store does not come to a request that has arrived. */
	public void storeBusy(LongSupplier nanos) {
		this.runtime.storeBusy(nanos);
	}

	/** How much later than it should a thread comes to do something. */
	public void lateness(LongSupplier nanos) {
		this.runtime.lateness(nanos);
	}

	/** How long it takes until a listener is called. */
	public void announcingTakes(Duration value) {
		this.runtime.announcingTakes(value);
	}

	public void addListener(Consumer<LeadershipEvent> listener) {
		this.election.addListener(listener::accept);
	}

	public void start() {
		this.election.allow();
	}

	public CompletableFuture<Void> stop() {
		return this.election.disallow();
	}

	public CompletionStage<Void> resign() {
		return this.election.resign();
	}

	public Registration veto() {
		return this.election.veto("by order of the user");
	}

	/**
	 * Runs a schedule on threads of its own.
	 * @param schedule the schedule
	 * @param random decides what is wrong with the threads
	 * @param task its work
	 */
	public void schedule(ScheduleSettings schedule, Random random, FireTask task) {
		SimulatedThreads.Process process = new SimulatedThreads.Process() {

			@Override
			public void onThread(long nanos, Runnable work) {
				SimulatedNode.this.onThread(nanos, work);
			}

			@Override
			public long ttl() {
				return SimulatedNode.this.settings.ttl().toNanos();
			}

		};
		this.election.schedule(schedule, task, new SimulatedThreads(process, random, this.fireMutant));
	}

	/**
	 * Asks for a run of a schedule.
	 */
	public CompletionStage<Void> trigger(String schedule) {
		return this.election.changeSchedules((operations) -> operations.trigger(schedule));
	}

	/**
	 * Prepares a claim by hand.
	 */
	public FireClaim claim(String name, long number) {
		return this.election.claim(name, number);
	}

	/** Something happens on a thread of it when some time has passed and it is awake. */
	public void onThread(long nanos, Runnable task) {
		this.runtime.onThread(nanos, task);
	}

	/** Whether it leads its share of other elections. */
	public void loaded(boolean loaded) {
		this.quota.add(loaded ? 1 : 0);
	}

	/** Whether it has ever asked for the lease. */
	public boolean hasAsked() {
		return this.machine.state().attempt() > 0;
	}

	public void revoke() {
		this.election.revoke();
	}

	/** Nothing of this process happens any more. */
	public void crash() {
		this.runtime.crash();
	}

	/** The process stands still while its clocks go on. */
	public void pause(Duration duration) {
		this.runtime.pause(duration);
	}

	/** The machine sleeps: the process and its monotonic clock stand still. */
	public void suspend(Duration duration) {
		this.runtime.suspend(duration);
	}

	public boolean isAwake() {
		return this.runtime.isAwake();
	}

	/** What this start of the election is called in the record. */
	public String instance() {
		return this.machine.state().instance();
	}

	/** How many calls were made on the store. */
	public int calls() {
		return this.runtime.calls.size();
	}

	/**
	 * The term of the leadership that a reader would find now, found without being one:
	 * nobody notices.
	 * @return the term, or {@code 0} if this process does not lead
	 */
	public long term() {
		HeldLease held = SimulatedMachine.held(this.machine.state());
		return (held != null && !held.hasEnded(this.runtime.now())) ? held.term() : 0;
	}

	/** The term of the leadership that it is giving up, {@code 0} if it is not. */
	public long drainedTerm() {
		return (this.machine.state().phase() instanceof Phase.Draining draining) ? draining.held().term() : 0;
	}

	/**
	 * The term of the leadership that a reader finds.
	 * @return the term, or {@code 0} if this process does not lead
	 */
	public long read() {
		return this.election.leadership().map(Leadership::term).orElse(0L);
	}

	/**
	 * Enters guarded work on a thread that is gone afterwards, so that the work is
	 * current nowhere.
	 */
	public @Nullable GuardedCall enter() {
		return CompletableFuture.supplyAsync(this.election::tryEnter, (task) -> new Thread(task).start()).join();
	}

}
