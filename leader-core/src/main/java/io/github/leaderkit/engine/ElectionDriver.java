package io.github.leaderkit.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseResult;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives one election: hands each input with the time to the state machine, and carries
 * out the step that comes back. Except for {@link #state()}, all of it happens on the
 * loop.
 */
final class ElectionDriver {

	private static final Logger logger = LoggerFactory.getLogger(ElectionDriver.class);

	private static final long AFTER_DEFECT = 1_000 * Timing.MILLI;

	private final String election;

	private final String key;

	private final ElectionStateMachine machine;

	private final ElectionRuntime runtime;

	private final LeaseCell cell;

	private final LeadershipEventDispatcher dispatcher;

	private final List<CompletableFuture<Void>> leaving = new ArrayList<>();

	private final Load load;

	private final ElectionWitness witness;

	private volatile ElectionState state;

	private @Nullable Campaign campaign;

	private @Nullable Runnable timer;

	private @Nullable LeaseRequest handedOver;

	private boolean subscribed;

	private boolean counts;

	ElectionDriver(String election, String key, ElectionStateMachine machine, ElectionRuntime runtime, LeaseCell cell,
			LeadershipEventDispatcher dispatcher, boolean mayLead, Load load, ElectionWitness witness) {
		this.election = election;
		this.key = key;
		this.machine = machine;
		this.runtime = runtime;
		this.cell = cell;
		this.dispatcher = dispatcher;
		this.load = load;
		this.witness = witness;
		this.state = ElectionState.initial(mayLead);
	}

	/**
	 * What the election knows at this moment; for any thread.
	 * @return a snapshot
	 */
	ElectionState state() {
		return this.state;
	}

	void start() {
		handle((state, now, chance) -> {
			String instance = this.runtime.newInstance();
			if (!this.subscribed) {
				this.runtime.subscribe(this.key, this::signalled);
				this.subscribed = true;
			}
			return this.machine.start(state, instance, now, chance);
		});
	}

	void resign(CompletableFuture<Void> done) {
		this.leaving.add(done);
		handle(this.machine::resign);
	}

	void mayLead(boolean mayLead) {
		handle((state, now, chance) -> this.machine.mayLead(state, mayLead, now, chance));
	}

	void stop(CompletableFuture<Void> done) {
		this.leaving.add(done);
		handle(this.machine::stop);
	}

	private void signalled(LeaseSignal signal) {
		handle((state, now, chance) -> {
			this.witness.signalled(state, signal, now);
			return this.machine.signalled(state, signal, now, chance);
		});
	}

	/**
	 * A reader saw the leadership end.
	 */
	void closedByReader(long term) {
		handle((state, now, chance) -> this.machine.closed(state, term, DemotionReason.EXPIRED, now, chance));
	}

	/**
	 * The listeners have heard of a demotion. It counts only if no newer leadership has
	 * begun.
	 */
	void told(Demoted demoted) {
		if (this.campaign != null && this.campaign.term() == demoted.term()) {
			handle(this.machine::told);
		}
	}

	/**
	 * The last guarded work of a campaign has left.
	 */
	void workLeft(Campaign of) {
		if (this.campaign == of) {
			handle(this.machine::workLeft);
		}
	}

	private void handle(Decision decision) {
		try {
			Decision next = decision;
			while (next != null) {
				ElectionState current = this.state.saturated(this.load.isFullBeside(this.counts));
				Moment now = this.runtime.now();
				Step step = next.decide(current, now, this.runtime.chance());
				next = carryOut(current, step, now);
			}
		}
		catch (Throwable ex) {
			broke(ex);
		}
	}

	private @Nullable Decision carryOut(ElectionState before, Step step, Moment now) {
		this.witness.decided(before, step, now);
		this.state = step.state();
		count(this.state.leadsOrAsks());
		LeaseAction action = step.action();
		boolean refused = action != null && !carryOut(action);
		if (!refused) {
			step.events().forEach(this.dispatcher::tell);
		}
		if (step.cancels() && this.campaign != null) {
			cancelWork(this.campaign.term());
		}
		this.witness.carriedOut(step, refused, now);
		schedule(step);
		if (step.call() != null) {
			call(step.call());
		}
		if (step.left()) {
			left();
		}
		return (action != null) ? next(action, refused) : null;
	}

	/**
	 * Does something with the leadership.
	 * @return {@code false} if it had ended already
	 */
	private boolean carryOut(LeaseAction action) {
		Phase.Held held = action.held();
		switch (action.kind()) {
			case OPEN -> {
				this.campaign = this.cell.open(held);
				return this.campaign != null;
			}
			case EXTEND -> {
				return this.cell.extend(held);
			}
			case SHUT -> {
				this.cell.shut(held.term(), reason(action));
			}
			case CLOSE -> {
				this.cell.close(held.term(), reason(action));
				cancelWork(held.term());
			}
		}
		return true;
	}

	private static DemotionReason reason(LeaseAction action) {
		return (action.reason() != null) ? action.reason() : DemotionReason.EXPIRED;
	}

	private void count(boolean counts) {
		if (counts != this.counts) {
			this.counts = counts;
			this.load.add(counts ? 1 : -1);
		}
	}

	private void cancelWork(long term) {
		if (this.campaign != null && this.campaign.term() == term) {
			this.campaign.cancel(this.runtime::complete);
		}
	}

	private @Nullable Decision next(LeaseAction action, boolean refused) {
		if (refused) {
			long term = action.held().term();
			return (state, now, chance) -> this.machine.closed(state, term, DemotionReason.EXPIRED, now, chance);
		}
		boolean ends = action.kind() == LeaseAction.Kind.SHUT || action.kind() == LeaseAction.Kind.CLOSE;
		return (ends && (this.campaign == null || this.campaign.isEmpty())) ? this.machine::workLeft : null;
	}

	private void schedule(Step step) {
		if (this.timer != null) {
			this.timer.run();
			this.timer = null;
		}
		if (step.wakes()) {
			this.timer = this.runtime.after(step.wakeAt() - this.runtime.nanoTime(), this::wake);
		}
	}

	private void wake() {
		this.timer = null;
		handle(this.machine::timer);
	}

	private void call(LeaseRequest call) {
		this.runtime.call(call, (result) -> completed(call, result));
		this.handedOver = call;
	}

	private void completed(LeaseRequest call, LeaseResult result) {
		handle((state, now, chance) -> {
			if (call == state.inFlight()) {
				this.witness.completed(state, call, result, now);
			}
			return this.machine.completed(state, call, result, now, chance);
		});
	}

	private void left() {
		if (this.state.phase() instanceof Phase.Idle && this.subscribed) {
			this.subscribed = false;
			this.runtime.unsubscribe(this.key);
		}
		List<CompletableFuture<Void>> done = List.copyOf(this.leaving);
		this.leaving.clear();
		done.forEach((one) -> one.complete(null));
	}

	/**
	 * Something failed that must not: out of memory, or a defect. The leadership ends,
	 * and the election goes on after a while.
	 */
	private void broke(Throwable ex) {
		long term = (this.campaign != null) ? this.campaign.term() : 0;
		this.cell.close(term, DemotionReason.FAILED);
		this.runtime.after(AFTER_DEFECT, () -> {
			LeaseRequest call = this.state.inFlight();
			if (call != null && call != this.handedOver) {
				completed(call,
						LeaseResult.of(new LeaseStoreException(ErrorKind.UNKNOWN, "The call was not made", ex)));
			}
			handle((state, now, chance) -> {
				cancelWork(term);
				return this.machine.closed(state, term, DemotionReason.FAILED, now, chance);
			});
		});
		logger.error("Election '{}' failed and will try again", this.election, ex);
	}

	/**
	 * An input with the state machine that decides on it.
	 */
	@FunctionalInterface
	private interface Decision {

		Step decide(ElectionState state, Moment now, double chance);

	}

}
