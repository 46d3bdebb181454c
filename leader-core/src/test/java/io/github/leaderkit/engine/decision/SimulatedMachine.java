package io.github.leaderkit.engine.decision;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.engine.decision.Phase.Draining;
import io.github.leaderkit.engine.decision.Phase.Held;
import io.github.leaderkit.engine.decision.Phase.Leading;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseResult;
import org.jspecify.annotations.Nullable;

/**
 * The state machine, with a {@link Mutant} in it, under observation.
 */
public final class SimulatedMachine extends ElectionStateMachine {

	private final Mutant mutant;

	private final Timing timing;

	private final @Nullable ElectionState clonedFrom;

	private ElectionState state;

	private boolean begun;

	private @Nullable Held before;

	public SimulatedMachine(String election, ElectionSettings settings, Timing timing, Mutant mutant,
			@Nullable ElectionState clonedFrom) {
		super(election, settings, timing);
		this.state = ElectionState.initial(settings.candidate());
		this.timing = timing;
		this.mutant = mutant;
		this.clonedFrom = clonedFrom;
	}

	public ElectionState state() {
		return this.state;
	}

	/**
	 * The lease by which this process leads.
	 */
	public static @Nullable Held held(ElectionState state) {
		if (state.phase() instanceof Leading l) {
			return l.held();
		}
		return (state.phase() instanceof Draining d) ? d.held() : null;
	}

	/** One that was cloned goes on as the one that it was cloned from. */
	@Override
	public Step decide(ElectionState state, Surroundings surroundings, Moment now, double chance) {
		ElectionState cloned = this.clonedFrom;
		if (cloned == null || this.begun || surroundings.wishes().instance() == null) {
			return super.decide(state, surroundings, now, chance);
		}
		this.begun = true;
		Turn t = turn(cloned, surroundings, now, chance);
		t.instance = surroundings.wishes().instance();
		t.inFlight = null;
		Held held = held(cloned);
		if (held != null) {
			t.open(held);
		}
		return act(t);
	}

	@Override
	public Step completed(ElectionState state, Surroundings surroundings, LeaseRequest call, LeaseResult outcome,
			Moment now, double chance) {
		LeaseReply reply = outcome.reply();
		boolean late = reply != null && reply.code() == LeaseReply.Code.LATE && this.mutant.latenessIsAJump();
		ElectionState seen = late
				? new ElectionState(state.phase(), state.instance(), state.attempt(), state.memory().withRebase(true),
						state.trouble(), state.inFlight(), state.inFlightSince(), state.leader(), state.workInside(),
						state.telling(), state.workGate(), state.mayLead(), state.resignations())
				: state;
		return super.completed(seen, surroundings, call, outcome, now, chance);
	}

	@Override
	Turn turn(ElectionState state, Surroundings surroundings, Moment now, double chance) {
		this.before = held(state);
		Turn t = super.turn(state, this.mutant.surroundings(state, surroundings), now, chance);
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
