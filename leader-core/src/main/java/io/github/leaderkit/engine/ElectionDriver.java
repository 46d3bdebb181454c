package io.github.leaderkit.engine;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.engine.decision.DesiredState;
import io.github.leaderkit.engine.decision.ElectionState;
import io.github.leaderkit.engine.decision.ElectionStateMachine;
import io.github.leaderkit.engine.decision.LeaseAction;
import io.github.leaderkit.engine.decision.Moment;
import io.github.leaderkit.engine.decision.Phase;
import io.github.leaderkit.engine.decision.Surroundings;
import io.github.leaderkit.engine.decision.Transition;
import io.github.leaderkit.engine.lease.LeaseCell;
import io.github.leaderkit.engine.lease.Tenure;
import io.github.leaderkit.engine.report.ElectionReporter;
import io.github.leaderkit.engine.report.LeadershipEventDispatcher;
import io.github.leaderkit.engine.runtime.Alarm;
import io.github.leaderkit.engine.runtime.ElectionRuntime;
import io.github.leaderkit.schedule.ElectionSchedules;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseResult;
import io.github.leaderkit.store.LeaseSignal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives one election, on the loop: passes each input with the time to the state machine,
 * and carries out the transition that it returns.
 *
 * <p>
 * Each decision reads anew what the application wants and what surrounds the election. So
 * nothing is lost if a decision fails: the next one makes up for it, within about a
 * second.
 */
final class ElectionDriver {

	private static final Logger logger = LoggerFactory.getLogger(ElectionDriver.class);

	private final String election;

	private final String key;

	private final ElectionStateMachine machine;

	private final ElectionRuntime runtime;

	private final LeaseCell cell;

	private final LeadershipEventDispatcher dispatcher;

	private final LeadershipQuota quota;

	private final ElectionReporter reporter;

	/** Also the lock of changes to what the application wants. */
	private final Queue<Departure> departures = new ConcurrentLinkedQueue<>();

	private volatile DesiredState desired;

	private DesiredState seen;

	private volatile ElectionState state;

	private final Alarm alarm;

	/** The instance as which it is subscribed to messages, empty if it is not. */
	private String listening = "";

	/** Whether it did not contend at the last check. */
	private boolean idle;

	private boolean counts;

	/** When the lease was granted, on the clock of the store. */
	private long grantedMillis;

	private @Nullable ElectionSchedules schedules;

	/** Whether the last decision failed, so that another one is due. */
	private boolean failed;

	ElectionDriver(String election, String key, ElectionStateMachine machine, ElectionRuntime runtime, LeaseCell cell,
			LeadershipEventDispatcher dispatcher, boolean mayLead, LeadershipQuota quota, ElectionReporter reporter) {
		this.election = election;
		this.key = key;
		this.machine = machine;
		this.runtime = runtime;
		this.alarm = runtime.alarm(this::decide);
		this.cell = cell;
		this.dispatcher = dispatcher;
		this.quota = quota;
		this.reporter = reporter;
		this.desired = DesiredState.initial(mayLead);
		this.seen = this.desired;
		this.state = ElectionState.initial(mayLead);
	}

	/**
	 * What the election knows at this moment; for any thread.
	 * @return a snapshot
	 */
	ElectionState state() {
		return this.state;
	}

	/**
	 * Changes what the application wants, one change at a time; for any thread.
	 */
	void change(UnaryOperator<DesiredState> change) {
		synchronized (this.departures) {
			this.desired = change.apply(this.desired);
		}
		poke();
	}

	/**
	 * Asks it to stop; for any thread.
	 * @param done completed on the loop when it has stopped
	 */
	void stop(CompletableFuture<Void> done) {
		synchronized (this.departures) {
			String wanted = this.desired.instance();
			this.departures.add(new Departure(done, List.of(this.state.instance(), (wanted != null) ? wanted : ""), 0));
			this.desired = this.desired.contendingAs(null);
		}
		poke();
	}

	/**
	 * Asks for the leadership to pass to another instance; for any thread.
	 * @param done completed on the loop when it has
	 */
	void resign(CompletableFuture<Void> done) {
		synchronized (this.departures) {
			this.departures.add(new Departure(done, List.of(), this.desired.resignations() + 1));
			this.desired = this.desired.resigning();
		}
		poke();
	}

	/**
	 * Asks for a decision, since something around the election has changed; for any
	 * thread. If that fails, the next check makes up for it.
	 */
	void poke() {
		askForDecision(this.runtime::onLoop);
	}

	/**
	 * As {@link #poke()}, for the threads of the runtime.
	 */
	void demotionPublished() {
		askForDecision(this.runtime::onLoopOrHere);
	}

	private void askForDecision(Consumer<Runnable> loop) {
		try {
			loop.accept(this::decide);
		}
		catch (Throwable ex) {
			logger.error("Election '{}': a decision has to wait", this.election, ex);
		}
	}

	/**
	 * Decides if the last decision failed, or if one may be missing, say because there
	 * was no memory to ask for it. Called about once a second.
	 */
	void checkUp() {
		boolean missed = this.seen != this.desired || (this.state.leads() && this.cell.openTerm() == 0);
		if (this.failed || missed || !(this.state.hasLeft() || this.state.leads())) {
			decide();
		}
		withSchedules(ElectionSchedules::checkUp);
		if (this.idle && isIdle()) {
			unsubscribe();
		}
		this.idle = isIdle();
	}

	/**
	 * Has schedules follow the leadership; for any thread.
	 */
	void attach(ElectionSchedules attached) {
		this.runtime.onLoop(() -> {
			this.schedules = attached;
			informSchedules();
		});
	}

	private void informSchedules() {
		withSchedules(this::inform);
	}

	private void inform(ElectionSchedules informed) {
		Phase phase = this.state.phase();
		if (phase instanceof Phase.Leading leading && this.cell.openTerm() == leading.held().term()) {
			informed.leads(leading.held().owner(), leading.held().term(), this.grantedMillis);
		}
		else {
			informed.leadsNoMore(!(phase instanceof Phase.Led));
		}
	}

	/**
	 * Takes note of what concerns schedules, before the decision on the reply.
	 */
	private void observe(LeaseReply reply) {
		if (reply.code() == LeaseReply.Code.GRANTED) {
			this.grantedMillis = reply.serverTime();
		}
		else if (reply.code() == LeaseReply.Code.RENEWED || reply.code() == LeaseReply.Code.READOPTED) {
			withSchedules((informed) -> informed.renewed(reply));
		}
	}

	/**
	 * If its schedules fail, an election goes on.
	 */
	private void withSchedules(Consumer<ElectionSchedules> task) {
		ElectionSchedules known = this.schedules;
		if (known == null) {
			return;
		}
		try {
			task.accept(known);
		}
		catch (Throwable ex) {
			logger.error("Election '{}': its schedules failed and will be tried again", this.election, ex);
		}
	}

	private void decide() {
		handle(this.machine::decide);
	}

	private void signalled(LeaseSignal signal) {
		this.reporter.signalled(this.state, signal, this.runtime.now());
		if (this.state.phase().heeds(signal, this.state.known())) {
			handle((state, surroundings, now, chance) -> this.machine.signalled(state, surroundings, signal, now,
					chance));
		}
	}

	private void completed(LeaseRequest call, LeaseResult result) {
		if (result.reply() != null) {
			observe(result.reply());
		}
		handle((state, surroundings, now, chance) -> {
			if (call == state.inFlight()) {
				this.reporter.completed(state, call, result, now);
			}
			return this.machine.completed(state, surroundings, call, result, now, chance);
		});
	}

	private void handle(Decision decision) {
		try {
			this.failed = true;
			this.cell.publishDemotion();
			this.dispatcher.publishWaiting();
			Decision next = decision;
			while (next != null) {
				next = carryOut(next) ? this.machine::decide : null;
			}
			if (this.cell.openTerm() == 0) {
				cancelWork();
			}
			listen();
			informSchedules();
			depart();
			this.failed = false;
		}
		catch (Throwable ex) {
			handlingFailed(ex);
		}
	}

	/**
	 * Decides and carries the decision out.
	 * @return whether this has changed what surrounds the election
	 */
	private boolean carryOut(Decision decision) {
		Moment now = this.runtime.now();
		ElectionState before = this.state;
		Transition transition = decision.decide(before, surroundings(), now, this.runtime.chance());
		this.reporter.decided(before, transition, now);
		this.state = transition.state();
		count(this.state.leadsOrAsks());
		boolean refused = transition.action() != null && !carryOut(transition.action());
		if (!refused) {
			transition.events().forEach(this.dispatcher::publish);
		}
		if (transition.cancels()) {
			cancelWork();
		}
		this.reporter.carriedOut(transition, refused, now);
		schedule(transition);
		if (transition.call() != null) {
			call(transition.call());
		}
		return transition.action() != null;
	}

	private Surroundings surroundings() {
		Tenure tenure = this.cell.lastTenure();
		this.seen = this.desired;
		return new Surroundings(this.seen, this.quota.isReachedWithout(this.counts), this.cell.openTerm(),
				tenure != null && !tenure.isEmpty(), this.dispatcher.isPublishingDemotion());
	}

	/**
	 * Opens, extends, shuts or closes the leadership.
	 * @return {@code false} if it had ended already
	 */
	private boolean carryOut(LeaseAction action) {
		Phase.HeldLease held = action.held();
		switch (action.kind()) {
			case OPEN -> {
				return this.cell.open(held) != null;
			}
			case EXTEND -> {
				return this.cell.extend(held);
			}
			case SHUT -> {
				boolean lasts = this.cell.extend(held);
				this.cell.shut(held.term(), reason(action));
				return lasts;
			}
			case CLOSE -> this.cell.close(held.term(), reason(action));
		}
		return true;
	}

	private static DemotionReason reason(LeaseAction action) {
		return (action.reason() != null) ? action.reason() : DemotionReason.EXPIRED;
	}

	private void count(boolean counts) {
		if (counts != this.counts) {
			this.counts = counts;
			this.quota.add(counts ? 1 : -1);
		}
	}

	private void cancelWork() {
		Tenure tenure = this.cell.lastTenure();
		if (tenure != null) {
			tenure.cancel(this.runtime::complete);
		}
	}

	private void schedule(Transition transition) {
		if (transition.wakes()) {
			this.alarm.set(transition.wakeAt());
		}
		else {
			this.alarm.clear();
		}
	}

	/**
	 * A call that could not be handed over is not under way, and nothing may wait for it.
	 */
	private void call(LeaseRequest call) {
		try {
			this.runtime.call(call, (result) -> completed(call, result));
		}
		catch (Throwable ex) {
			this.state = this.state.withoutCall();
			throw ex;
		}
	}

	/**
	 * Subscribes to messages while it contends, and again at each start: a store that was
	 * closed in between has forgotten its subscriptions.
	 */
	private void listen() {
		if (!isIdle() && !this.state.instance().equals(this.listening)) {
			this.runtime.subscribe(this.key, this::signalled);
			this.listening = this.state.instance();
		}
	}

	/**
	 * Unsubscribes; on the loop. After a stop, only the next check does so, since another
	 * instance takes over at the moment of the stop.
	 */
	void unsubscribe() {
		try {
			if (!this.listening.isEmpty()) {
				this.runtime.unsubscribe(this.key);
				this.listening = "";
			}
		}
		catch (Throwable ex) {
			logger.error("Election '{}' still receives messages", this.election, ex);
		}
	}

	private boolean isIdle() {
		return this.state.phase() instanceof Phase.Idle;
	}

	private void depart() {
		this.departures.removeIf((departure) -> {
			boolean over = departure.isOver(this.state);
			if (over) {
				departure.done().complete(null);
			}
			return over;
		});
	}

	/**
	 * Something failed that must not: out of memory, or a defect. The leadership ends,
	 * since nobody knows what has become of it, and the election contends again.
	 */
	private void handlingFailed(Throwable ex) {
		logger.error("Election '{}' failed and will try again", this.election, ex);
		this.cell.close(this.cell.openTerm(), DemotionReason.FAILED);
	}

	/**
	 * An input with the state machine that decides on it.
	 */
	@FunctionalInterface
	private interface Decision {

		Transition decide(ElectionState state, Surroundings surroundings, Moment now, double chance);

	}

	/**
	 * A stop or a resignation that somebody waits for.
	 *
	 * @param done completed when it is over
	 * @param instances the instances that are to stop; none for a resignation
	 * @param resignation the number of the resignation
	 */
	private record Departure(CompletableFuture<Void> done, List<String> instances, long resignation) {

		boolean isOver(ElectionState state) {
			if (this.instances.isEmpty()) {
				return state.hasLeft() && state.resignations() >= this.resignation;
			}
			return state.phase() instanceof Phase.Idle || !this.instances.contains(state.instance());
		}

	}

}
