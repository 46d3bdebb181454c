package io.github.leaderkit.engine.decision;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.engine.decision.Phase.Draining;
import io.github.leaderkit.engine.decision.Phase.Following;
import io.github.leaderkit.engine.decision.Phase.HeldLease;
import io.github.leaderkit.engine.decision.Phase.Leading;
import io.github.leaderkit.engine.decision.Phase.Leave;
import io.github.leaderkit.engine.decision.Phase.Led;
import io.github.leaderkit.store.LeaseReply;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a leader renews, what a reply to a renewal means, and when the leadership
 * ends: at its deadline if the store stops answering. A leader that drains renews by the
 * same rules.
 */
final class LeaderRules {

	private LeaderRules() {
	}

	/**
	 * Ends the leadership at its deadline; before, renews it when that is due.
	 */
	static void act(TransitionDraft draft, Leading leading) {
		HeldLease held = leading.held();
		if (held.hasEnded(draft.now)) {
			leading.lose(draft, DemotionReason.EXPIRED, null);
			return;
		}
		if (draft.timing.maxTenure() > 0) {
			long end = held.since() + draft.timing.maxTenure();
			if (draft.now.reached(end)) {
				leave(draft, leading, Leave.now(draft, DemotionReason.TENURE, false));
				return;
			}
			draft.wakeAt(end);
		}
		draft.cancelAt(held.deadline() - draft.timing.interruptLead());
		renewIfDue(draft, held, leading.nextRenewal());
	}

	/**
	 * Renews a lease when that is due, and wakes for the next renewal or the end.
	 */
	static void renewIfDue(TransitionDraft draft, HeldLease held, long nextRenewal) {
		draft.wakeAt(held.deadline());
		if (draft.isBusy()) {
			return;
		}
		if (draft.now.reached(nextRenewal)) {
			draft.call(LeaseRequestFactory.renew(draft, held));
		}
		else {
			draft.wakeAt(nextRenewal);
		}
	}

	static void replied(TransitionDraft draft, Led led, Moment sent, LeaseReply reply) {
		switch (reply.code()) {
			case RENEWED, READOPTED -> {
				HeldLease renewed = led.held().renewed(sent, draft.timing);
				draft.extend(renewed);
				// Made due by a message, which this renewal may have preceded
				boolean due = led.nextRenewal() - sent.nanos() > 0;
				draft.phase = led.renewed(renewed,
						due ? draft.now.nanos() : draft.timing.nextRenewal(sent, draft.chance));
				if (reply.code() == LeaseReply.Code.READOPTED) {
					draft.incident(Incident.READOPTED);
				}
			}
			case LATE -> {
				boolean first = draft.streak.late() == 0;
				draft.streak = draft.streak.cameLate();
				draft.phase = led.renewed(led.held(), first ? draft.now.nanos() : retryAt(draft, led.held()));
			}
			default -> {
				led.lose(draft,
						reply.holder().equals(LeaseReply.REVOKED) ? DemotionReason.REVOKED : DemotionReason.LOST,
						reply);
				if (reply.hasLeader()) {
					draft.leaderIs(LeaderInfoFormat.parse(reply));
				}
			}
		}
	}

	static void failed(TransitionDraft draft, Led led, ErrorKind kind) {
		if (kind == ErrorKind.FOREIGN_DATA) {
			led.lose(draft, DemotionReason.FOREIGN_DATA, null);
		}
		else if (draft.settings.onError() == ElectionSettings.OnError.STEP_DOWN) {
			led.lose(draft, DemotionReason.STORE_ERROR, null);
		}
		else {
			draft.phase = led.renewed(led.held(), retryAt(draft, led.held()));
		}
	}

	/**
	 * When to renew again after a failure: soon, and in any case once more while a
	 * command can still complete before the lease ends.
	 */
	private static long retryAt(TransitionDraft draft, HeldLease held) {
		long next = draft.now.nanos() + draft.timing.retry();
		long last = held.deadline() - draft.timing.command();
		return (!draft.now.reached(last) && next - last > 0) ? last : next;
	}

	/**
	 * A message says that the leadership was revoked. The next renewal shows whether that
	 * is true, so it comes at once.
	 */
	static void revoked(TransitionDraft draft, Led led) {
		draft.phase = led.renewed(led.held(), draft.isBusy() ? draft.now.nanos() + 1 : draft.now.nanos());
	}

	/**
	 * Others may lead as soon as the lease has ended, so what is left of it protects work
	 * that still runs: it is released only when none does.
	 */
	static void lose(TransitionDraft draft, Leading leading, DemotionReason reason, @Nullable LeaseReply reply) {
		draft.close(leading.held(), reason);
		draft.workInside = true;
		draft.workGate = draft.now.nanos() + Math.max(draft.timing.drain(), Timing.MILLI);
		draft.phase = afterLoss(draft, reason, reply).unreleased(unreleased(leading, reason));
	}

	/**
	 * The owner of a lease that may still exist after the leadership was lost.
	 */
	static @Nullable String unreleased(Led led, DemotionReason reason) {
		return switch (reason) {
			case EXPIRED, STORE_ERROR, FAILED -> led.held().owner();
			default -> null;
		};
	}

	private static Following afterLoss(TransitionDraft draft, DemotionReason reason, @Nullable LeaseReply reply) {
		Following following = Following.at(draft.now);
		long now = draft.now.nanos();
		if (reply == null) {
			return following.next(now + draft.streak.backOff(draft.timing, draft.chance));
		}
		long free = now + (reply.remaining() + 1) * Timing.MILLI;
		return (reason == DemotionReason.REVOKED) ? following.pausedUntil(free + Timing.RESIGNATION_PAUSE)
				: following.next(Math.min(free, now + draft.timing.pause()));
	}

	/**
	 * Lets no more work in, and begins to give the leadership up.
	 */
	static void leave(TransitionDraft draft, Leading leading, Leave leave) {
		draft.shut(leading.held(), leave.reason());
		draft.phase = new Draining(leading.held(), leading.nextRenewal(), leave);
	}

}
