package io.github.leaderkit.engine.decision;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.engine.decision.Phase.HeldLease;
import io.github.leaderkit.engine.decision.Phase.Led;
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

	private @Nullable HeldLease before;

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
	public static @Nullable HeldLease held(ElectionState state) {
		return (state.phase() instanceof Led led) ? led.held() : null;
	}

	/** One that was cloned goes on as the one that it was cloned from. */
	@Override
	public Transition decide(ElectionState state, Surroundings surroundings, Moment now, double chance) {
		ElectionState cloned = this.clonedFrom;
		if (cloned == null || this.begun || surroundings.desired().instance() == null) {
			return super.decide(state, surroundings, now, chance);
		}
		this.begun = true;
		TransitionDraft draft = draft(cloned, surroundings, now, chance);
		draft.instance = surroundings.desired().instance();
		draft.inFlight = null;
		HeldLease held = held(cloned);
		if (held != null) {
			draft.open(held);
		}
		return act(draft);
	}

	@Override
	public Transition completed(ElectionState state, Surroundings surroundings, LeaseRequest call, LeaseResult outcome,
			Moment now, double chance) {
		LeaseReply reply = outcome.reply();
		boolean late = reply != null && reply.code() == LeaseReply.Code.LATE && this.mutant.latenessIsAJump();
		ElectionState seen = late ? new ElectionState(state.phase(), state.instance(), state.attempt(),
				state.known().withRebase(true), state.streak(), state.inFlight(), state.inFlightSince(), state.leader(),
				state.workInside(), state.demotionPending(), state.workGate(), state.mayLead(), state.resignations())
				: state;
		return super.completed(seen, surroundings, call, outcome, now, chance);
	}

	@Override
	TransitionDraft draft(ElectionState state, Surroundings surroundings, Moment now, double chance) {
		this.before = held(state);
		TransitionDraft draft = super.draft(state, this.mutant.surroundings(state, surroundings), now, chance);
		this.mutant.entering(draft);
		return draft;
	}

	@Override
	Transition act(TransitionDraft draft) {
		this.mutant.deciding(draft, this.timing, this.before);
		Transition transition = super.act(draft);
		Phase decided = draft.phase;
		this.mutant.deciding(draft, this.timing, this.before);
		if (draft.phase != decided) {
			transition = super.act(draft);
		}
		this.state = transition.state();
		return transition;
	}

}
