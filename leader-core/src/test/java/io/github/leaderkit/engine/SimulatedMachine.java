package io.github.leaderkit.engine;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.engine.Phase.Draining;
import io.github.leaderkit.engine.Phase.Held;
import io.github.leaderkit.engine.Phase.Leading;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseResult;
import org.jspecify.annotations.Nullable;

/**
 * The state machine, with a {@link Mutant} in it, under observation.
 */
final class SimulatedMachine extends ElectionStateMachine {

	private final Mutant mutant;

	private final Timing timing;

	private final @Nullable ElectionState clonedFrom;

	private ElectionState state;

	private boolean begun;

	private @Nullable Held before;

	SimulatedMachine(String election, ElectionSettings settings, Timing timing, Mutant mutant,
			@Nullable ElectionState clonedFrom) {
		super(election, settings, timing);
		this.state = ElectionState.initial(settings.candidate());
		this.timing = timing;
		this.mutant = mutant;
		this.clonedFrom = clonedFrom;
	}

	ElectionState state() {
		return this.state;
	}

	/**
	 * The lease by which this process leads.
	 */
	static @Nullable Held held(ElectionState state) {
		if (state.phase() instanceof Leading l) {
			return l.held();
		}
		return (state.phase() instanceof Draining d) ? d.held() : null;
	}

	@Override
	Step start(ElectionState state, String instance, Moment now, double chance) {
		if (this.clonedFrom == null || this.begun) {
			return super.start(state, instance, now, chance);
		}
		this.begun = true;
		Turn t = turn(this.clonedFrom, now, chance);
		t.inFlight = null;
		Held held = held(this.clonedFrom);
		if (held != null) {
			t.open(held);
		}
		return act(t);
	}

	@Override
	Step completed(ElectionState state, LeaseRequest call, LeaseResult outcome, Moment now, double chance) {
		LeaseReply reply = outcome.reply();
		boolean late = reply != null && reply.code() == LeaseReply.Code.LATE && this.mutant.latenessIsAJump();
		ElectionState seen = late
				? new ElectionState(state.phase(), state.instance(), state.attempt(), state.memory().withRebase(true),
						state.trouble(), state.inFlight(), state.inFlightSince(), state.leader(), state.workInside(),
						state.telling(), state.workGate(), state.mayLead(), state.saturated())
				: state;
		return super.completed(seen, call, outcome, now, chance);
	}

	@Override
	Turn turn(ElectionState state, Moment now, double chance) {
		this.before = held(state);
		Turn t = super.turn(state, now, chance);
		this.mutant.entering(t);
		return t;
	}

	@Override
	Step act(Turn t) {
		this.mutant.deciding(t, this.timing, this.before);
		Step step = super.act(t);
		Phase decided = t.phase;
		this.mutant.deciding(t, this.timing, this.before);
		if (t.phase != decided) {
			step = super.act(t);
		}
		this.state = step.state();
		return step;
	}

}
