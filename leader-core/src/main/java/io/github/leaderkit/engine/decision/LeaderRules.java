package io.github.leaderkit.engine.decision;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.engine.decision.Phase.Draining;
import io.github.leaderkit.engine.decision.Phase.Following;
import io.github.leaderkit.engine.decision.Phase.HeldLease;
import io.github.leaderkit.engine.decision.Phase.Leading;
import io.github.leaderkit.engine.decision.Phase.Leave;
import io.github.leaderkit.engine.decision.Phase.Leaving;
import io.github.leaderkit.store.LeaseReply;
import org.jspecify.annotations.Nullable;

/**
 * What a leader does, from its grant to its end: {@link Leading}, then {@link Draining}
 * if it leaves by its own will.
 */
final class LeaderRules {

	private final Timing timing;

	private final boolean stepsDown;

	private final LeaseRequestFactory requests;

	LeaderRules(ElectionSettings settings, Timing timing, LeaseRequestFactory requests) {
		this.timing = timing;
		this.stepsDown = settings.onError() == ElectionSettings.OnError.STEP_DOWN;
		this.requests = requests;
	}

	/**
	 * Ends the leadership at its deadline; before, renews it when that is due.
	 */
	void act(TransitionDraft draft, Leading leading) {
		if (leading.held().hasEnded(draft.now)) {
			lose(draft, leading.held(), DemotionReason.EXPIRED, null);
			return;
		}
		if (this.timing.maxTenure() > 0) {
			long end = leading.held().since() + this.timing.maxTenure();
			if (draft.now.reached(end)) {
				leave(draft, leading, DemotionReason.TENURE);
				return;
			}
			draft.wakeAt(end);
		}
		draft.cancelAt(leading.held().deadline() - this.timing.interruptLead());
		renewIfDue(draft, leading.held(), leading.nextRenewal());
	}

	/**
	 * As a leader, until the work has left or has had its time.
	 */
	void act(TransitionDraft draft, Draining draining) {
		if (draining.held().hasEnded(draft.now)) {
			lose(draft, draining.held(), DemotionReason.EXPIRED, null);
		}
		else if (!draft.workInside || draft.now.reached(draining.leave().until())) {
			draft.close(draining.held(), draining.leave().reason());
			draft.phase = new Leaving(draining.held(), draining.held().owner(), draining.nextRenewal(),
					draining.leave());
		}
		else {
			draft.wakeAt(draining.leave().until());
			long lead = this.timing.interruptLead();
			draft.cancelAt(earlier(draining.held().deadline() - lead,
					draining.leave().until() - Math.min(lead, this.timing.drain() / 2)));
			renewIfDue(draft, draining.held(), draining.nextRenewal());
		}
	}

	private static long earlier(long a, long b) {
		return (a - b < 0) ? a : b;
	}

	/**
	 * Renews a lease when that is due, and wakes for the next renewal or the end.
	 */
	void renewIfDue(TransitionDraft draft, HeldLease held, long nextRenewal) {
		draft.wakeAt(held.deadline());
		if (draft.isBusy()) {
			return;
		}
		if (draft.now.reached(nextRenewal)) {
			draft.call(this.requests.renew(draft, held));
		}
		else {
			draft.wakeAt(nextRenewal);
		}
	}

	void replied(TransitionDraft draft, HeldLease held, Moment sent, LeaseReply reply) {
		switch (reply.code()) {
			case RENEWED, READOPTED -> {
				HeldLease renewed = held.renewed(sent, this.timing);
				draft.extend(renewed);
				renewed(draft, renewed,
						wasToRenewSoon(draft, sent) ? draft.now.nanos() : this.timing.nextRenewal(sent, draft.chance));
				if (reply.code() == LeaseReply.Code.READOPTED) {
					draft.incident(Incident.READOPTED);
				}
			}
			case LATE -> {
				boolean first = draft.streak.late() == 0;
				draft.streak = draft.streak.cameLate();
				renewed(draft, held, first ? draft.now.nanos() : retryAt(draft.now, held));
			}
			default -> {
				lose(draft, held,
						reply.holder().equals(LeaseReply.REVOKED) ? DemotionReason.REVOKED : DemotionReason.LOST,
						reply);
				if (reply.hasLeader()) {
					draft.leaderIs(LeaderInfoFormat.parse(reply));
				}
			}
		}
	}

	/**
	 * Someone has revoked the leadership, or so it is heard: the next renewal will tell.
	 */
	void renewSoon(TransitionDraft draft, HeldLease held) {
		renewed(draft, held, draft.isBusy() ? draft.now.nanos() + 1 : draft.now.nanos());
	}

	/**
	 * Whether a renewal became due while one was under way that may have come before.
	 */
	private static boolean wasToRenewSoon(TransitionDraft draft, Moment sent) {
		long due = (draft.phase instanceof Draining draining) ? draining.nextRenewal()
				: ((Leading) draft.phase).nextRenewal();
		return due - sent.nanos() > 0;
	}

	void failed(TransitionDraft draft, HeldLease held, ErrorKind kind) {
		if (kind == ErrorKind.FOREIGN_DATA) {
			lose(draft, held, DemotionReason.FOREIGN_DATA, null);
		}
		else if (this.stepsDown) {
			lose(draft, held, DemotionReason.STORE_ERROR, null);
		}
		else {
			renewed(draft, held, retryAt(draft.now, held));
		}
	}

	/**
	 * When to renew again after a failure: soon, and in any case once more while a
	 * command can still complete before the lease ends.
	 */
	private long retryAt(Moment now, HeldLease held) {
		long next = now.nanos() + this.timing.retry();
		long last = held.deadline() - this.timing.command();
		return (!now.reached(last) && next - last > 0) ? last : next;
	}

	private void renewed(TransitionDraft draft, HeldLease held, long nextRenewal) {
		if (draft.phase instanceof Draining draining) {
			draft.phase = new Draining(held, nextRenewal, draining.leave());
		}
		else {
			draft.phase = new Leading(held, nextRenewal);
		}
	}

	/**
	 * Ends a leadership that this process did not give up. Others may lead as soon as the
	 * lease has ended, so what is left of it protects work that still runs: it is
	 * released only when none does.
	 */
	void lose(TransitionDraft draft, HeldLease held, DemotionReason reason, @Nullable LeaseReply reply) {
		draft.close(held, reason);
		boolean mayExist = reason == DemotionReason.EXPIRED || reason == DemotionReason.STORE_ERROR
				|| reason == DemotionReason.FAILED;
		String unreleased = mayExist ? held.owner() : null;
		if (draft.phase instanceof Draining draining) {
			draft.phase = new Leaving(null, unreleased, draining.nextRenewal(), draining.leave());
			return;
		}
		draft.workInside = true;
		draft.workGate = draft.now.nanos() + Math.max(this.timing.drain(), Timing.MILLI);
		draft.phase = afterLoss(draft, reason, reply).unreleased(unreleased);
	}

	private Following afterLoss(TransitionDraft draft, DemotionReason reason, @Nullable LeaseReply reply) {
		Following following = Following.at(draft.now);
		if (reply == null) {
			return following.next(draft.now.nanos() + draft.streak.backOff(this.timing, draft.chance));
		}
		long free = draft.now.nanos() + (reply.remaining() + 1) * Timing.MILLI;
		return (reason == DemotionReason.REVOKED) ? following.pausedUntil(free + Timing.RESIGNATION_PAUSE)
				: following.next(Math.min(free, draft.now.nanos() + this.timing.pause()));
	}

	/**
	 * Begins to give the leadership up, to contend again later.
	 */
	void leave(TransitionDraft draft, Leading leading, DemotionReason reason) {
		leave(draft, leading, new Leave(reason, draft.now.nanos() + this.timing.drain(), false));
	}

	/**
	 * Lets no more work in.
	 */
	void leave(TransitionDraft draft, Leading leading, Leave leave) {
		draft.shut(leading.held(), leave.reason());
		draft.phase = new Draining(leading.held(), leading.nextRenewal(), leave);
	}

}
