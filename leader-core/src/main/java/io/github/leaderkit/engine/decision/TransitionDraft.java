package io.github.leaderkit.engine.decision;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.LeaderInfo;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.store.LeaseRequest;
import org.jspecify.annotations.Nullable;

/**
 * The draft of one {@link Transition}: starts from a state, is changed by the rules while
 * they decide, and is gone when it is done. Used by one thread.
 */
final class TransitionDraft {

	final ElectionSettings settings;

	final Timing timing;

	final Moment now;

	final double chance;

	/** What was known before this transition. */
	final KnownRecord knownBefore;

	Phase phase;

	String instance;

	long attempt;

	KnownRecord known;

	FailureStreak streak;

	@Nullable LeaseRequest inFlight;

	Moment inFlightSince;

	@Nullable LeaderInfo leader;

	boolean workInside;

	boolean demotionPending;

	long workGate;

	boolean mayLead;

	long resignations;

	final Surroundings surroundings;

	private final String election;

	private final List<LeadershipEvent> events = new ArrayList<>(2);

	private final List<Incident> incidents = new ArrayList<>(1);

	private @Nullable LeaseAction action;

	private @Nullable LeaseRequest call;

	private long wakeAt;

	private boolean wakes;

	private boolean cancels;

	TransitionDraft(String election, ElectionSettings settings, Timing timing, ElectionState state,
			Surroundings surroundings, Moment now, double chance) {
		this.election = election;
		this.settings = settings;
		this.timing = timing;
		this.now = now;
		this.chance = chance;
		this.knownBefore = state.known();
		this.phase = state.phase();
		this.instance = state.instance();
		this.attempt = state.attempt();
		this.known = state.known();
		this.streak = state.streak();
		this.inFlight = state.inFlight();
		this.inFlightSince = state.inFlightSince();
		this.leader = state.leader();
		this.workInside = state.workInside() && surroundings.workInside();
		this.demotionPending = state.demotionPending() && surroundings.demotionPending();
		this.workGate = state.workGate();
		this.mayLead = state.mayLead();
		this.resignations = state.resignations();
		this.surroundings = surroundings;
	}

	boolean isBusy() {
		return this.inFlight != null;
	}

	void call(LeaseRequest wanted) {
		this.call = wanted;
		this.inFlight = wanted;
		this.inFlightSince = this.now;
	}

	void wakeAt(long time) {
		if (!this.wakes || time - this.wakeAt < 0) {
			this.wakeAt = time;
			this.wakes = true;
		}
	}

	void open(Phase.HeldLease held) {
		this.action = new LeaseAction(LeaseAction.Kind.OPEN, held, null);
	}

	void extend(Phase.HeldLease held) {
		this.action = new LeaseAction(LeaseAction.Kind.EXTEND, held, null);
	}

	/**
	 * Cancels guarded work if a time has come, shortly before the leadership ends.
	 */
	void cancelAt(long time) {
		if (this.now.reached(time)) {
			this.cancels = true;
		}
		else {
			wakeAt(time);
		}
	}

	void shut(Phase.HeldLease held, DemotionReason reason) {
		this.action = new LeaseAction(LeaseAction.Kind.SHUT, held, reason);
		this.workInside = true;
	}

	void close(Phase.HeldLease held, DemotionReason reason) {
		this.action = new LeaseAction(LeaseAction.Kind.CLOSE, held, reason);
		this.demotionPending = true;
		this.leader = null;
	}

	void leaderIs(LeaderInfo info) {
		if (this.leader == null || this.leader.term() != info.term()) {
			this.events.add(new LeadershipEvent.LeaderChanged(this.election, info.term(), info, at()));
		}
		// One that is known stays the object that its event has
		if (!info.equals(this.leader)) {
			this.leader = info;
		}
	}

	void errored(long term, ErrorKind kind, String message, @Nullable Throwable cause) {
		this.events.add(new LeadershipEvent.Errored(this.election, term, kind, message, cause, at()));
	}

	void incident(Incident incident) {
		this.incidents.add(incident);
	}

	void recovered() {
		if (this.streak.failures() > 0) {
			incident(Incident.RECOVERED);
		}
		this.streak = FailureStreak.NONE;
	}

	private Instant at() {
		return Instant.ofEpochMilli(this.now.wallMillis());
	}

	Transition transition() {
		ElectionState state = new ElectionState(this.phase, this.instance, this.attempt, this.known, this.streak,
				this.inFlight, this.inFlightSince, this.leader, this.workInside, this.demotionPending, this.workGate,
				this.mayLead, this.resignations);
		return new Transition(state, this.action, List.copyOf(this.events), List.copyOf(this.incidents), this.call,
				this.wakeAt, this.wakes, this.cancels);
	}

}
