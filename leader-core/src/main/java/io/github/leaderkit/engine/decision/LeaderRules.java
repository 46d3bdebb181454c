package io.github.leaderkit.engine.decision;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.engine.decision.Phase.Draining;
import io.github.leaderkit.engine.decision.Phase.Following;
import io.github.leaderkit.engine.decision.Phase.Held;
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

	private final Requests requests;

	LeaderRules(ElectionSettings settings, Timing timing, Requests requests) {
		this.timing = timing;
		this.stepsDown = settings.onError() == ElectionSettings.OnError.STEP_DOWN;
		this.requests = requests;
	}

	/**
	 * Ends the leadership at its deadline; before, renews it when that is due.
	 */
	void act(Turn t, Leading l) {
		if (l.held().hasEnded(t.now)) {
			lose(t, l.held(), DemotionReason.EXPIRED, null);
			return;
		}
		if (this.timing.maxTenure() > 0) {
			long end = l.held().since() + this.timing.maxTenure();
			if (t.now.reached(end)) {
				leave(t, l, DemotionReason.TENURE);
				return;
			}
			t.wakeAt(end);
		}
		t.cancelAt(l.held().deadline() - this.timing.interruptLead());
		renewIfDue(t, l.held(), l.nextRenewal());
	}

	/**
	 * As a leader, until the work has left or has had its time.
	 */
	void act(Turn t, Draining d) {
		if (d.held().hasEnded(t.now)) {
			lose(t, d.held(), DemotionReason.EXPIRED, null);
		}
		else if (!t.workInside || t.now.reached(d.leave().until())) {
			t.close(d.held(), d.leave().reason());
			t.phase = new Leaving(d.held(), d.held().owner(), d.nextRenewal(), d.leave());
		}
		else {
			t.wakeAt(d.leave().until());
			long lead = this.timing.interruptLead();
			t.cancelAt(
					earlier(d.held().deadline() - lead, d.leave().until() - Math.min(lead, this.timing.drain() / 2)));
			renewIfDue(t, d.held(), d.nextRenewal());
		}
	}

	private static long earlier(long a, long b) {
		return (a - b < 0) ? a : b;
	}

	/**
	 * Renews a lease when that is due, and wakes for the next renewal or the end.
	 */
	void renewIfDue(Turn t, Held held, long nextRenewal) {
		t.wakeAt(held.deadline());
		if (t.isBusy()) {
			return;
		}
		if (t.now.reached(nextRenewal)) {
			t.call(this.requests.renew(t, held));
		}
		else {
			t.wakeAt(nextRenewal);
		}
	}

	void replied(Turn t, Held held, Moment sent, LeaseReply reply) {
		switch (reply.code()) {
			case RENEWED, READOPTED -> {
				Held renewed = held.renewed(sent, this.timing);
				t.extend(renewed);
				renewed(t, renewed, wasHurried(t, sent) ? t.now.nanos() : this.timing.nextRenewal(sent, t.chance));
				if (reply.code() == LeaseReply.Code.READOPTED) {
					t.notice(Notice.READOPTED);
				}
			}
			case LATE -> {
				boolean first = t.trouble.late() == 0;
				t.trouble = t.trouble.cameLate();
				renewed(t, held, first ? t.now.nanos() : retryAt(t.now, held));
			}
			default -> {
				lose(t, held, reply.holder().equals(LeaseReply.REVOKED) ? DemotionReason.REVOKED : DemotionReason.LOST,
						reply);
				if (reply.hasLeader()) {
					t.leaderIs(LeaderInfoFormat.parse(reply));
				}
			}
		}
	}

	/**
	 * Someone has revoked the leadership, or so it is heard: the next renewal will tell.
	 */
	void hurry(Turn t, Held held) {
		renewed(t, held, t.isBusy() ? t.now.nanos() + 1 : t.now.nanos());
	}

	/**
	 * Whether a renewal became due while one was under way that may have come before.
	 */
	private static boolean wasHurried(Turn t, Moment sent) {
		long due = (t.phase instanceof Draining d) ? d.nextRenewal() : ((Leading) t.phase).nextRenewal();
		return due - sent.nanos() > 0;
	}

	void failed(Turn t, Held held, ErrorKind kind) {
		if (kind == ErrorKind.FOREIGN_DATA) {
			lose(t, held, DemotionReason.FOREIGN_DATA, null);
		}
		else if (this.stepsDown) {
			lose(t, held, DemotionReason.STORE_ERROR, null);
		}
		else {
			renewed(t, held, retryAt(t.now, held));
		}
	}

	/**
	 * When to renew again after a failure: soon, and in any case once more while a
	 * command can still complete before the lease ends.
	 */
	private long retryAt(Moment now, Held held) {
		long next = now.nanos() + this.timing.retry();
		long last = held.deadline() - this.timing.command();
		return (!now.reached(last) && next - last > 0) ? last : next;
	}

	private void renewed(Turn t, Held held, long nextRenewal) {
		if (t.phase instanceof Draining d) {
			t.phase = new Draining(held, nextRenewal, d.leave());
		}
		else {
			t.phase = new Leading(held, nextRenewal);
		}
	}

	/**
	 * Ends a leadership that this process did not give up. Others may lead as soon as the
	 * lease has ended, so what is left of it protects work that still runs: it is
	 * released only when none does.
	 */
	void lose(Turn t, Held held, DemotionReason reason, @Nullable LeaseReply reply) {
		t.close(held, reason);
		boolean mayExist = reason == DemotionReason.EXPIRED || reason == DemotionReason.STORE_ERROR
				|| reason == DemotionReason.FAILED;
		String unreleased = mayExist ? held.owner() : null;
		if (t.phase instanceof Draining d) {
			t.phase = new Leaving(null, unreleased, d.nextRenewal(), d.leave());
			return;
		}
		t.workInside = true;
		t.workGate = t.now.nanos() + Math.max(this.timing.drain(), Timing.MILLI);
		t.phase = afterLoss(t, reason, reply).unreleased(unreleased);
	}

	private Following afterLoss(Turn t, DemotionReason reason, @Nullable LeaseReply reply) {
		Following following = Following.at(t.now);
		if (reply == null) {
			return following.next(t.now.nanos() + t.trouble.backOff(this.timing, t.chance));
		}
		long free = t.now.nanos() + (reply.remaining() + 1) * Timing.MILLI;
		return (reason == DemotionReason.REVOKED) ? following.pausedUntil(free + Timing.RESIGNATION_PAUSE)
				: following.next(Math.min(free, t.now.nanos() + this.timing.pause()));
	}

	/**
	 * Begins to give the leadership up, to contend again later.
	 */
	void leave(Turn t, Leading l, DemotionReason reason) {
		leave(t, l, new Leave(reason, t.now.nanos() + this.timing.drain(), false));
	}

	/**
	 * Lets no more work in.
	 */
	void leave(Turn t, Leading l, Leave leave) {
		t.shut(l.held(), leave.reason());
		t.phase = new Draining(l.held(), l.nextRenewal(), leave);
	}

}
