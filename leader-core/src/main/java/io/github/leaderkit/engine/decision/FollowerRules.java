package io.github.leaderkit.engine.decision;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.engine.decision.Phase.Following;
import io.github.leaderkit.engine.decision.Phase.HeldLease;
import io.github.leaderkit.engine.decision.Phase.Leading;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseStoreException;

/**
 * What a follower does.
 */
final class FollowerRules {

	private final Timing timing;

	private final boolean strict;

	private final LeaseRequestFactory requests;

	private final DeferenceRules deference;

	FollowerRules(ElectionSettings settings, Timing timing, LeaseRequestFactory requests) {
		this.timing = timing;
		this.strict = settings.safety() == ElectionSettings.Safety.STRICT;
		this.requests = requests;
		this.deference = new DeferenceRules(timing);
	}

	/**
	 * Does what is due. While work of an earlier leadership is inside, it does not
	 * contend and leaves to that work what is left of the lease. An attempt comes only
	 * after the lease of an earlier one, whose outcome is unknown, was released.
	 */
	void act(TransitionDraft draft, Following following) {
		if (draft.isBusy()) {
			return;
		}
		if (following.heardOf() > draft.known.term() && draft.known.clock() != null) {
			draft.phase = following.heardOf(0);
			draft.call(this.requests.peek());
		}
		else if (draft.workInside && !draft.now.reached(draft.workGate)) {
			draft.wakeAt(draft.workGate);
		}
		else if (draft.workInside) {
			draft.workInside = false;
			draft.incident(Incident.WORK_OVERRAN);
			contend(draft, following.unreleased(null));
		}
		else {
			contend(draft, following);
		}
	}

	private void contend(TransitionDraft draft, Following following) {
		draft.phase = following;
		if (following.unreleased() != null) {
			draft.phase = following.unreleased(null);
			draft.call(this.requests.release(following.unreleased()));
		}
		else if (!draft.now.reached(following.nextAttempt())) {
			draft.wakeAt(following.nextAttempt());
		}
		else if (this.deference.defersAgain(draft, following)) {
			Following deferAgain = this.deference.deferAgain(draft, following);
			draft.phase = deferAgain;
			draft.wakeAt(deferAgain.nextAttempt());
		}
		else {
			attempt(draft, following);
		}
	}

	/**
	 * Who lets others go first has to see first that the lease is free.
	 */
	private void attempt(TransitionDraft draft, Following following) {
		ServerClock clock = draft.known.clock();
		boolean defers = this.deference.hasToLookFirst(draft, following);
		if (!draft.mayLead || defers || clock == null || clock.isTooVague(draft.now.nanos(), this.timing)) {
			draft.call(this.requests.peek());
			return;
		}
		draft.attempt++;
		draft.call(this.requests.acquire(draft, clock));
	}

	void replied(TransitionDraft draft, Following following, LeaseRequest call, Moment sent, LeaseReply reply) {
		if (call instanceof LeaseRequest.Peek) {
			learn(draft, reply);
			peeked(draft, following, reply);
		}
		else if (call instanceof LeaseRequest.Acquire acquire) {
			acquired(draft, following, acquire, sent, reply);
		}
	}

	private void peeked(TransitionDraft draft, Following following, LeaseReply reply) {
		if (ClockRules.isOthers(draft, reply) && !ClockRules.wentBack(reply) && reply.remaining() > 0) {
			long delay = reply.hasLeader() ? this.timing.takeoverDelayMillis() : 0;
			schedule(draft, DeferenceRules.afterSeeing(draft, following, reply), reply.remaining() + delay);
		}
		else if (draft.streak.failures() == 0 || draft.now.reached(following.nextAttempt())) {
			draft.phase = draft.mayLead ? this.deference.afterLook(draft, following)
					: following.next(draft.now.nanos() + this.timing.pause());
		}
	}

	private void acquired(TransitionDraft draft, Following following, LeaseRequest.Acquire call, Moment sent,
			LeaseReply reply) {
		switch (reply.code()) {
			case GRANTED -> {
				if (draft.mayLead) {
					granted(draft, call, sent, reply);
				}
				else {
					draft.leader = null;
					draft.phase = following.next(draft.now.nanos() + this.timing.pause()).unreleased(call.owner());
				}
			}
			case LATE -> {
				draft.streak = draft.streak.cameLate();
				draft.phase = following.next(draft.now.nanos() + draft.streak.lateBackOff(this.timing, draft.chance));
			}
			default -> {
				if (reply.holder().equals("~" + call.owner())) {
					draft.incident(Incident.QUARANTINED);
				}
				learn(draft, reply);
				schedule(draft, DeferenceRules.afterSeeing(draft, following, reply), reply.remaining());
			}
		}
	}

	private void granted(TransitionDraft draft, LeaseRequest.Acquire call, Moment sent, LeaseReply reply) {
		HeldLease held = HeldLease.from(call.owner(), reply.term(), sent, this.timing);
		draft.phase = new Leading(held, this.timing.nextRenewal(sent, draft.chance));
		draft.workInside = false;
		draft.open(held);
		draft.leaderIs(this.requests.self(held.sinceMillis(), held.term()));
	}

	/**
	 * It may lead from now on, and looks whether the lease is free.
	 */
	void admitted(TransitionDraft draft, Following following) {
		if (draft.streak.failures() == 0) {
			draft.phase = isAsking(draft) ? following.wake() : this.deference.attempt(draft, following);
		}
	}

	void failed(TransitionDraft draft, Following following, LeaseRequest call, LeaseStoreException failure) {
		if (call instanceof LeaseRequest.Acquire acquire && mayHaveTakenEffect(failure.kind())) {
			long next = draft.now.nanos() + draft.streak.backOff(this.timing, draft.chance);
			draft.phase = following.next(next).unreleased(acquire.owner());
		}
		else if (!(call instanceof LeaseRequest.Release)) {
			String unreleased = (failure.kind() == ErrorKind.FOREIGN_DATA) ? null : following.unreleased();
			draft.phase = following.next(draft.now.nanos() + draft.streak.backOff(this.timing, draft.chance))
				.unreleased(unreleased);
		}
	}

	static boolean mayHaveTakenEffect(ErrorKind kind) {
		return kind == ErrorKind.UNREACHABLE || kind == ErrorKind.UNKNOWN || kind == ErrorKind.NOT_REPLICATED;
	}

	/**
	 * Takes a message for what it is, a hint. That something was released cuts no
	 * back-off short: it may have been this election's own attempt.
	 */
	void signalled(TransitionDraft draft, Following following, LeaseSignal signal) {
		switch (signal.kind()) {
			case RELEASED, SUBSCRIBED -> {
				if (signal.kind() == LeaseSignal.Kind.RELEASED && draft.leader != null
						&& draft.leader.term() <= signal.term()) {
					draft.leader = null;
				}
				if (signal.kind() == LeaseSignal.Kind.SUBSCRIBED || draft.streak.failures() == 0) {
					draft.phase = isAsking(draft) ? following.wake() : this.deference.attempt(draft, following);
				}
			}
			case GRANTED -> {
				if (signal.term() > draft.known.term()) {
					draft.phase = following.heardOf(signal.term());
				}
			}
			case REVOKED -> {
			}
		}
	}

	private static boolean isAsking(TransitionDraft draft) {
		return draft.inFlight instanceof LeaseRequest.Acquire || draft.inFlight instanceof LeaseRequest.Peek;
	}

	private void learn(TransitionDraft draft, LeaseReply reply) {
		if (reply.hasLeader() && !ClockRules.isOwn(draft, reply) && reply.expiry() > reply.serverTime()) {
			draft.leaderIs(LeaderInfoFormat.parse(reply));
		}
		else {
			draft.leader = null;
		}
	}

	private void schedule(TransitionDraft draft, Following following, long remainingMillis) {
		long now = draft.now.nanos();
		if (following.woken()) {
			draft.phase = this.deference.attempt(draft, following);
			return;
		}
		long delay = (remainingMillis + 1) * Timing.MILLI;
		if (this.strict || draft.known.watched().doubtful()) {
			delay = Math.max(delay, draft.known.earnedAt(this.timing.ttlMillis()) - now);
		}
		draft.phase = following.next(now + Math.min(delay, this.timing.pause()));
	}

}
