package io.github.leaderkit.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.engine.decision.DesiredState;
import io.github.leaderkit.engine.decision.ElectionState;
import io.github.leaderkit.engine.decision.ElectionStateMachine;
import io.github.leaderkit.engine.decision.LeaseAction;
import io.github.leaderkit.engine.decision.Surroundings;
import io.github.leaderkit.engine.decision.Timing;
import io.github.leaderkit.engine.decision.Transition;
import io.github.leaderkit.engine.lease.LeaseCell;
import io.github.leaderkit.engine.lease.Tenure;
import io.github.leaderkit.engine.runtime.Clocks;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseResult;
import io.github.leaderkit.store.LeaseSignal;
import org.jspecify.annotations.Nullable;

/**
 * Runs through one leadership, from the first look at the lease to its release, without a
 * store and without effect. This loads and links the classes that a leadership needs,
 * which would otherwise happen in the first promotion, while nobody leads.
 */
final class Rehearsal implements Clocks {

	private static final String INSTANCE = "0".repeat(32);

	private final ElectionSettings settings = ElectionSettings.withKey("rehearsal").build();

	private final Timing timing = Timing.of(this.settings,
			ElectionSettings.commandTimeoutFor(List.of(this.settings.ttl())));

	private final ElectionStateMachine machine = new ElectionStateMachine("rehearsal", this.settings, this.timing);

	private final LeaseCell cell;

	private final List<String> requests = new ArrayList<>();

	private DesiredState desired = DesiredState.initial(true).contendingAs(INSTANCE);

	private ElectionState state = ElectionState.initial(true);

	private long nanos;

	private Rehearsal(Consumer<LeadershipEvent> events) {
		this.cell = new LeaseCell("rehearsal", "rehearsal", this, events, (term) -> {
		});
	}

	/**
	 * Runs through the leadership.
	 * @param events given what happens
	 * @return what was asked of the store
	 */
	static List<String> run(Consumer<LeadershipEvent> events) {
		Rehearsal rehearsal = new Rehearsal(events);
		rehearsal.play();
		return rehearsal.requests;
	}

	private void play() {
		decide();
		answer(Code.HELD);
		carryOut(this.machine.signalled(this.state, surroundings(), new LeaseSignal(LeaseSignal.Kind.RELEASED, 0),
				now(), 0));
		answer(Code.GRANTED);
		this.nanos += this.settings.renewPeriod().toNanos();
		decide();
		answer(Code.RENEWED);
		this.desired = this.desired.contendingAs(null);
		decide();
		answer(Code.RELEASED);
	}

	private void decide() {
		carryOut(this.machine.decide(this.state, surroundings(), now(), 0));
	}

	private void answer(Code code) {
		LeaseRequest request = this.state.inFlight();
		if (request != null) {
			LeaseReply reply = new LeaseReply(code, 1, 0, "", currentTimeMillis(), this.timing.ttlMillis(),
					currentTimeMillis() + this.timing.ttlMillis(), "");
			carryOut(this.machine.completed(this.state, surroundings(), request, LeaseResult.of(reply), now(), 0));
		}
	}

	private Surroundings surroundings() {
		Tenure tenure = this.cell.lastTenure();
		return new Surroundings(this.desired, false, this.cell.openTerm(), tenure != null && !tenure.isEmpty(), false);
	}

	private void carryOut(Transition transition) {
		this.state = transition.state();
		LeaseRequest call = transition.call();
		if (call != null) {
			this.requests.add(call.getClass().getSimpleName());
		}
		if (transition.action() != null) {
			carryOut(transition.action());
			decide();
		}
	}

	private void carryOut(LeaseAction action) {
		long term = action.held().term();
		DemotionReason reason = reason(action.reason());
		switch (action.kind()) {
			case OPEN -> this.cell.open(action.held());
			case EXTEND -> this.cell.extend(action.held());
			case SHUT -> this.cell.shut(term, reason);
			case CLOSE -> this.cell.close(term, reason);
		}
	}

	private static DemotionReason reason(@Nullable DemotionReason reason) {
		return (reason != null) ? reason : DemotionReason.STOPPED;
	}

	@Override
	public long nanoTime() {
		return this.nanos;
	}

	@Override
	public long currentTimeMillis() {
		return this.nanos / Timing.MILLI;
	}

}
