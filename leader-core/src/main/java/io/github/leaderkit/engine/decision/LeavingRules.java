package io.github.leaderkit.engine.decision;

import java.util.Set;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.engine.decision.Phase.Draining;
import io.github.leaderkit.engine.decision.Phase.Following;
import io.github.leaderkit.engine.decision.Phase.HeldLease;
import io.github.leaderkit.engine.decision.Phase.Idle;
import io.github.leaderkit.engine.decision.Phase.Leave;
import io.github.leaderkit.engine.decision.Phase.Leaving;
import io.github.leaderkit.engine.decision.Phase.Releasing;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseRequest;

/**
 * Decides when an instance that resigns or stops ends its leadership, and when it
 * releases the lease: {@link Draining}, then {@link Leaving}, then {@link Releasing}. The
 * order is what matters: no lease is released while the work under it is inside or its
 * demotion is not published, unless the drain timeout is over.
 */
final class LeavingRules {

	/** A release that failed for these cannot succeed soon. */
	private static final Set<ErrorKind> HOPELESS = Set.of(ErrorKind.FOREIGN_DATA, ErrorKind.DENIED);

	private LeavingRules() {
	}

	// draining

	/**
	 * Renews as a leader does, until the work has left or its time is over.
	 */
	static void act(TransitionDraft draft, Draining draining) {
		HeldLease held = draining.held();
		long until = draining.leave().until();
		if (held.hasEnded(draft.now)) {
			draining.lose(draft, DemotionReason.EXPIRED, null);
		}
		else if (!draft.workInside || draft.now.reached(until)) {
			draft.close(held, draining.leave().reason());
			draft.phase = new Leaving(held, held.owner(), draining.nextRenewal(), draining.leave());
		}
		else {
			draft.wakeAt(until);
			long lead = draft.timing.interruptLead();
			draft.cancelAt(earlier(held.deadline() - lead, until - Math.min(lead, draft.timing.drain() / 2)));
			LeaderRules.renewIfDue(draft, held, draining.nextRenewal());
		}
	}

	static void lose(TransitionDraft draft, Draining draining, DemotionReason reason) {
		draft.close(draining.held(), reason);
		draft.phase = new Leaving(null, LeaderRules.unreleased(draining, reason), draining.nextRenewal(),
				draining.leave());
	}

	// leaving

	/**
	 * Keeps the lease from others until the demotion is published and the work has left,
	 * or their time is over. A lease that was lost is not given away while work runs that
	 * believed in it.
	 */
	static void act(TransitionDraft draft, Leaving leaving) {
		boolean quiet = !draft.demotionPending && !draft.workInside;
		if (!quiet && !draft.now.reached(leaving.leave().until())) {
			keep(draft, leaving);
			return;
		}
		if (draft.isBusy()) {
			return;
		}
		String owner = (leaving.held() != null || !draft.workInside) ? leaving.owner() : null;
		if (!quiet && draft.timing.drain() > 0) {
			draft.incident(Incident.DRAIN_TIMED_OUT);
		}
		draft.workInside = false;
		draft.demotionPending = false;
		if (owner != null) {
			draft.phase = new Releasing(owner, draft.now.nanos(), endOf(draft, leaving), leaving.leave());
		}
		else {
			left(draft, leaving.leave());
		}
	}

	private static void keep(TransitionDraft draft, Leaving leaving) {
		draft.wakeAt(leaving.leave().until());
		HeldLease held = leaving.held();
		if (held != null && held.hasEnded(draft.now)) {
			draft.phase = leaving.renewed(null, leaving.nextRenewal());
		}
		else if (held != null) {
			LeaderRules.renewIfDue(draft, held, leaving.nextRenewal());
		}
	}

	/**
	 * Until when a release is of use: the lease ends by itself soon after this process
	 * believes it to.
	 */
	private static long endOf(TransitionDraft draft, Leaving leaving) {
		long until = leaving.leave().until();
		HeldLease held = leaving.held();
		return (held != null) ? earlier(held.deadline() + draft.timing.margin(), until) : until;
	}

	static void replied(TransitionDraft draft, Leaving leaving, LeaseRequest call, Moment sent, LeaseReply reply) {
		if (call instanceof LeaseRequest.Renew) {
			renewed(draft, leaving, sent, reply);
		}
		else if (call instanceof LeaseRequest.Acquire && reply.code() != LeaseReply.Code.GRANTED) {
			draft.phase = leaving.withoutLease();
		}
	}

	private static void renewed(TransitionDraft draft, Leaving leaving, Moment sent, LeaseReply reply) {
		HeldLease held = leaving.held();
		switch (reply.code()) {
			case RENEWED, READOPTED -> {
				if (held != null) {
					draft.phase = leaving.renewed(held.renewed(sent, draft.timing),
							draft.timing.nextRenewal(sent, draft.chance));
				}
			}
			case LATE -> {
				draft.phase = leaving.renewed(held, draft.now.nanos() + draft.timing.retry());
			}
			default -> {
				draft.phase = leaving.withoutLease();
			}
		}
	}

	static void failed(TransitionDraft draft, Leaving leaving, LeaseRequest call, ErrorKind kind) {
		if (kind == ErrorKind.FOREIGN_DATA
				|| (call instanceof LeaseRequest.Acquire && !FollowerRules.mayHaveTakenEffect(kind))) {
			draft.phase = leaving.withoutLease();
		}
		else {
			draft.phase = leaving.renewed(leaving.held(), draft.now.nanos() + draft.timing.retry());
		}
	}

	// releasing

	/**
	 * Releases the lease, again and again while that fails and is of use.
	 */
	static void act(TransitionDraft draft, Releasing releasing) {
		if (draft.isBusy()) {
			return;
		}
		if (draft.now.reached(releasing.nextAttempt())) {
			draft.call(LeaseRequestFactory.release(draft, releasing.owner()));
		}
		else {
			draft.wakeAt(releasing.nextAttempt());
		}
	}

	static void failed(TransitionDraft draft, Releasing releasing, ErrorKind kind) {
		long next = draft.now.nanos() + draft.timing.retry();
		if (HOPELESS.contains(kind) || next - releasing.until() >= 0) {
			left(draft, releasing.leave());
		}
		else {
			draft.phase = new Releasing(releasing.owner(), next, releasing.until(), releasing.leave());
		}
	}

	/**
	 * Nothing is left to do: it stops, or contends again after a pause.
	 */
	static void left(TransitionDraft draft, Leave leave) {
		if (!leave.stop()) {
			draft.phase = Following.at(draft.now).pausedUntil(draft.now.nanos() + Timing.RESIGNATION_PAUSE);
		}
		else {
			draft.phase = new Idle();
			draft.streak = FailureStreak.NONE;
			draft.leader = null;
		}
	}

	private static long earlier(long one, long other) {
		return (one - other < 0) ? one : other;
	}

}
