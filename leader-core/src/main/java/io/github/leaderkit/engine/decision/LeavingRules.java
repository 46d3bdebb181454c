package io.github.leaderkit.engine.decision;

import java.util.Set;

import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.engine.decision.Phase.Following;
import io.github.leaderkit.engine.decision.Phase.HeldLease;
import io.github.leaderkit.engine.decision.Phase.Idle;
import io.github.leaderkit.engine.decision.Phase.Leave;
import io.github.leaderkit.engine.decision.Phase.Leaving;
import io.github.leaderkit.engine.decision.Phase.Releasing;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseRequest;

/**
 * What an election does that resigns or stops, from the end of its leadership, if it had
 * one, until the lease is released: {@link Leaving}, then {@link Releasing} if there may
 * be a lease.
 */
final class LeavingRules {

	/** A release that failed for these cannot succeed soon. */
	private static final Set<ErrorKind> HOPELESS = Set.of(ErrorKind.FOREIGN_DATA, ErrorKind.DENIED);

	private final Timing timing;

	private final LeaseRequestFactory requests;

	private final LeaderRules leader;

	LeavingRules(Timing timing, LeaseRequestFactory requests, LeaderRules leader) {
		this.timing = timing;
		this.requests = requests;
		this.leader = leader;
	}

	/**
	 * Keeps the lease from others until the listeners have heard and the work has left,
	 * or their time is over. A lease that was lost is not given away while work runs that
	 * believed in it.
	 */
	void act(TransitionDraft draft, Leaving leaving) {
		boolean quiet = !draft.demotionPending && !draft.workInside;
		if (!quiet && !draft.now.reached(leaving.leave().until())) {
			keep(draft, leaving);
			return;
		}
		if (draft.isBusy()) {
			return;
		}
		String owner = (leaving.held() != null || !draft.workInside) ? leaving.owner() : null;
		if (!quiet && this.timing.drain() > 0) {
			draft.incident(Incident.DRAIN_TIMED_OUT);
		}
		draft.workInside = false;
		draft.demotionPending = false;
		if (owner != null) {
			draft.phase = new Releasing(owner, draft.now.nanos(), endOf(leaving), leaving.leave());
		}
		else {
			leave(draft, leaving.leave());
		}
	}

	private void keep(TransitionDraft draft, Leaving leaving) {
		draft.wakeAt(leaving.leave().until());
		HeldLease held = leaving.held();
		if (held != null && held.hasEnded(draft.now)) {
			draft.phase = leaving.renewed(null, leaving.nextRenewal());
		}
		else if (held != null) {
			this.leader.renewIfDue(draft, held, leaving.nextRenewal());
		}
	}

	/**
	 * Until when a release is of use: the lease ends by itself soon after this process
	 * believes it to.
	 */
	private long endOf(Leaving leaving) {
		long until = leaving.leave().until();
		HeldLease held = leaving.held();
		long end = (held != null) ? held.deadline() + this.timing.margin() : until;
		return (end - until < 0) ? end : until;
	}

	/**
	 * Releases the lease, again and again while that fails and is of use.
	 */
	void act(TransitionDraft draft, Releasing releasing) {
		if (draft.isBusy()) {
			return;
		}
		if (draft.now.reached(releasing.nextAttempt())) {
			draft.call(this.requests.release(releasing.owner()));
		}
		else {
			draft.wakeAt(releasing.nextAttempt());
		}
	}

	void released(TransitionDraft draft, Releasing releasing) {
		leave(draft, releasing.leave());
	}

	void failed(TransitionDraft draft, Releasing releasing, ErrorKind kind) {
		long next = draft.now.nanos() + this.timing.retry();
		if (HOPELESS.contains(kind) || next - releasing.until() >= 0) {
			leave(draft, releasing.leave());
		}
		else {
			draft.phase = new Releasing(releasing.owner(), next, releasing.until(), releasing.leave());
		}
	}

	private static void leave(TransitionDraft draft, Leave leave) {
		if (!leave.stop()) {
			draft.phase = Following.at(draft.now).pausedUntil(draft.now.nanos() + Timing.RESIGNATION_PAUSE);
		}
		else {
			draft.phase = new Idle();
			draft.streak = FailureStreak.NONE;
			draft.leader = null;
		}
	}

	void replied(TransitionDraft draft, Leaving leaving, LeaseRequest call, Moment sent, LeaseReply reply) {
		if (call instanceof LeaseRequest.Renew) {
			renewed(draft, leaving, sent, reply);
		}
		else if (call instanceof LeaseRequest.Acquire && reply.code() != LeaseReply.Code.GRANTED) {
			draft.phase = leaving.without();
		}
	}

	private void renewed(TransitionDraft draft, Leaving leaving, Moment sent, LeaseReply reply) {
		HeldLease held = leaving.held();
		switch (reply.code()) {
			case RENEWED, READOPTED -> {
				if (held != null) {
					draft.phase = leaving.renewed(held.renewed(sent, this.timing),
							this.timing.nextRenewal(sent, draft.chance));
				}
			}
			case LATE -> {
				draft.phase = leaving.renewed(held, draft.now.nanos() + this.timing.retry());
			}
			default -> {
				draft.phase = leaving.without();
			}
		}
	}

	void failed(TransitionDraft draft, Leaving leaving, LeaseRequest call, ErrorKind kind) {
		if (kind == ErrorKind.FOREIGN_DATA
				|| (call instanceof LeaseRequest.Acquire && !FollowerRules.mayHaveTakenEffect(kind))) {
			draft.phase = leaving.without();
		}
		else {
			draft.phase = leaving.renewed(leaving.held(), draft.now.nanos() + this.timing.retry());
		}
	}

}
