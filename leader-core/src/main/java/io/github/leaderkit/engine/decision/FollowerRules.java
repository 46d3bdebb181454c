package io.github.leaderkit.engine.decision;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.engine.decision.Phase.Following;
import io.github.leaderkit.engine.decision.Phase.HeldLease;
import io.github.leaderkit.engine.decision.Phase.Leading;
import io.github.leaderkit.engine.decision.Phase.Leave;
import io.github.leaderkit.engine.decision.Phase.Leaving;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseSignal;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a candidate looks at the record and when it asks for the lease, and what
 * the answers mean. A lease that is granted in time makes it the leader. That a leader
 * has died shows only in its lease, which runs out.
 */
final class FollowerRules {

	private FollowerRules() {
	}

	/**
	 * Does what is due. While work of an earlier leadership is inside, it does not
	 * contend, so that the rest of the lease protects that work. If the outcome of an
	 * earlier attempt is unknown, it releases what that may have got before it tries
	 * again.
	 */
	static void act(TransitionDraft draft, Following following) {
		if (draft.isBusy()) {
			return;
		}
		if (following.unseenTerm() > draft.known.term() && draft.known.clock() != null) {
			draft.phase = following.unseenTerm(0);
			draft.call(LeaseRequestFactory.peek(draft));
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

	private static void contend(TransitionDraft draft, Following following) {
		draft.phase = following;
		if (following.unreleased() != null) {
			draft.phase = following.unreleased(null);
			draft.call(LeaseRequestFactory.release(draft, following.unreleased()));
		}
		else if (!draft.now.reached(following.nextAttempt())) {
			draft.wakeAt(following.nextAttempt());
		}
		else if (DeferenceRules.defersAgain(draft, following)) {
			Following deferring = DeferenceRules.deferAgain(draft, following);
			draft.phase = deferring;
			draft.wakeAt(deferring.nextAttempt());
		}
		else {
			attempt(draft, following);
		}
	}

	/**
	 * A candidate that lets others go first has to see first that the lease is free.
	 */
	private static void attempt(TransitionDraft draft, Following following) {
		ServerClock clock = draft.known.clock();
		boolean defers = DeferenceRules.hasToLookFirst(draft, following);
		if (!draft.mayLead || defers || clock == null || isTooVague(draft, clock)) {
			draft.call(LeaseRequestFactory.peek(draft));
			return;
		}
		draft.attempt++;
		draft.call(LeaseRequestFactory.acquire(draft, clock));
	}

	static void replied(TransitionDraft draft, Following following, LeaseRequest call, Moment sent, LeaseReply reply) {
		if (call instanceof LeaseRequest.Peek) {
			learnLeader(draft, reply);
			peeked(draft, following, reply);
		}
		else if (call instanceof LeaseRequest.Acquire acquire) {
			acquired(draft, following, acquire, sent, reply);
		}
	}

	private static void peeked(TransitionDraft draft, Following following, LeaseReply reply) {
		if (ClockRules.isOthers(draft, reply) && !ClockRules.wentBack(reply) && reply.remaining() > 0) {
			long delay = reply.hasLeader() ? draft.timing.takeoverDelayMillis() : 0;
			schedule(draft, DeferenceRules.afterSeeing(draft, following, reply), reply.remaining() + delay);
		}
		else if (draft.streak.failures() == 0 || draft.now.reached(following.nextAttempt())) {
			seenFree(draft, following);
		}
	}

	/**
	 * If the reply to a look took so long that the clock of the store is still not known
	 * well enough, it looks again: at once the first time, since it may have waited for a
	 * connection; then later each time, since the looks of many may make them slow.
	 */
	private static void seenFree(TransitionDraft draft, Following following) {
		if (!draft.mayLead) {
			draft.phase = following.next(draft.now.nanos() + draft.timing.pause());
		}
		else if (isTooVague(draft, draft.known.clock())) {
			draft.streak = draft.streak.cameLate();
			boolean first = draft.streak.late() == 1;
			draft.phase = following.next(draft.now.nanos() + (first ? 0 : lateBackOff(draft)));
		}
		else {
			draft.phase = DeferenceRules.afterLook(draft, following);
		}
	}

	/**
	 * Whether it has to look first, since too little is known of the clock of the store.
	 */
	private static boolean isTooVague(TransitionDraft draft, @Nullable ServerClock clock) {
		return clock == null || clock.isTooVague(draft.now.nanos(), draft.timing);
	}

	private static long lateBackOff(TransitionDraft draft) {
		return draft.streak.lateBackOff(draft.timing, draft.chance);
	}

	private static void acquired(TransitionDraft draft, Following following, LeaseRequest.Acquire call, Moment sent,
			LeaseReply reply) {
		switch (reply.code()) {
			case GRANTED -> {
				if (draft.mayLead) {
					granted(draft, call, sent, reply);
				}
				else {
					draft.leader = null;
					draft.phase = following.next(draft.now.nanos() + draft.timing.pause()).unreleased(call.owner());
				}
			}
			case LATE -> {
				draft.streak = draft.streak.cameLate();
				draft.phase = following.next(draft.now.nanos() + lateBackOff(draft));
			}
			default -> {
				if (reply.holder().equals("~" + call.owner())) {
					draft.incident(Incident.QUARANTINED);
				}
				learnLeader(draft, reply);
				schedule(draft, DeferenceRules.afterSeeing(draft, following, reply), reply.remaining());
			}
		}
	}

	private static void granted(TransitionDraft draft, LeaseRequest.Acquire call, Moment sent, LeaseReply reply) {
		HeldLease held = HeldLease.from(call.owner(), reply.term(), sent, draft.timing);
		draft.phase = new Leading(held, draft.timing.nextRenewal(sent, draft.chance));
		draft.workInside = false;
		draft.open(held);
		draft.leaderIs(LeaseRequestFactory.self(draft, held.sinceMillis(), held.term()));
	}

	static void failed(TransitionDraft draft, Following following, LeaseRequest call, ErrorKind kind) {
		if (call instanceof LeaseRequest.Release) {
			return;
		}
		String unreleased = (kind != ErrorKind.FOREIGN_DATA) ? following.unreleased() : null;
		if (call instanceof LeaseRequest.Acquire acquire && mayHaveTakenEffect(kind)) {
			unreleased = acquire.owner();
		}
		long next = draft.now.nanos() + draft.streak.backOff(draft.timing, draft.chance);
		draft.phase = following.next(next).unreleased(unreleased);
	}

	static boolean mayHaveTakenEffect(ErrorKind kind) {
		return kind == ErrorKind.UNREACHABLE || kind == ErrorKind.UNKNOWN || kind == ErrorKind.NOT_REPLICATED;
	}

	/**
	 * Treats a message as a hint. A release does not shorten a back-off: what was
	 * released may be this election's own attempt.
	 */
	static void signalled(TransitionDraft draft, Following following, LeaseSignal signal) {
		switch (signal.kind()) {
			case RELEASED -> {
				if (draft.leader != null && draft.leader.term() <= signal.term()) {
					draft.leader = null;
				}
				if (draft.streak.failures() == 0) {
					mayBeFree(draft, following);
				}
			}
			case SUBSCRIBED -> mayBeFree(draft, following);
			case GRANTED -> {
				draft.phase = following.unseenTerm(signal.term());
			}
			case REVOKED -> {
			}
		}
	}

	/**
	 * An election that may lead from now on looks whether the lease is free.
	 */
	static void eligibilityChanged(TransitionDraft draft, Following following) {
		if (draft.mayLead && draft.streak.failures() == 0) {
			mayBeFree(draft, following);
		}
	}

	/**
	 * The answer to a look or an attempt that is under way may be out of date when it
	 * comes.
	 */
	private static void mayBeFree(TransitionDraft draft, Following following) {
		boolean asking = draft.inFlight instanceof LeaseRequest.Acquire || draft.inFlight instanceof LeaseRequest.Peek;
		draft.phase = asking ? following.wake() : DeferenceRules.attempt(draft, following);
	}

	/**
	 * Others go first, and a lease that this election may be getting is released.
	 */
	static void resign(TransitionDraft draft, Following following) {
		if (draft.inFlight instanceof LeaseRequest.Acquire) {
			leave(draft, following, Leave.now(draft, DemotionReason.RESIGNED, false));
		}
		else {
			draft.phase = following.pausedUntil(draft.now.nanos() + Timing.RESIGNATION_PAUSE);
		}
	}

	/**
	 * Contends no longer, and releases what it has or may be getting.
	 */
	static void leave(TransitionDraft draft, Following following, Leave leave) {
		String owner = (draft.inFlight instanceof LeaseRequest.Acquire acquire) ? acquire.owner()
				: following.unreleased();
		draft.phase = new Leaving(null, owner, 0, leave);
	}

	private static void learnLeader(TransitionDraft draft, LeaseReply reply) {
		if (reply.hasLeader() && !ClockRules.isOwn(draft, reply) && reply.expiry() > reply.serverTime()) {
			draft.leaderIs(LeaderInfoFormat.parse(reply));
		}
		else {
			draft.leader = null;
		}
	}

	private static void schedule(TransitionDraft draft, Following following, long remainingMillis) {
		if (following.woken()) {
			draft.phase = DeferenceRules.attempt(draft, following);
			return;
		}
		long now = draft.now.nanos();
		long delay = (remainingMillis + 1) * Timing.MILLI;
		if (draft.settings.safety() == ElectionSettings.Safety.STRICT || draft.known.watched().doubtful()) {
			delay = Math.max(delay, draft.known.earnedAt(draft.timing.ttlMillis()) - now);
		}
		draft.phase = following.next(now + Math.min(delay, draft.timing.pause()));
	}

}
