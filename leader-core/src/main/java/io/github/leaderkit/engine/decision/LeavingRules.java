package io.github.leaderkit.engine.decision;

import java.util.Set;

import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.engine.decision.Phase.Following;
import io.github.leaderkit.engine.decision.Phase.Held;
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

	private final Requests requests;

	private final LeaderRules leader;

	LeavingRules(Timing timing, Requests requests, LeaderRules leader) {
		this.timing = timing;
		this.requests = requests;
		this.leader = leader;
	}

	/**
	 * Keeps the lease from others until the listeners have heard and the work has left,
	 * or their time is over. A lease that was lost is not given away while work runs that
	 * believed in it.
	 */
	void act(Turn t, Leaving v) {
		boolean quiet = !t.telling && !t.workInside;
		if (!quiet && !t.now.reached(v.leave().until())) {
			keep(t, v);
			return;
		}
		if (t.isBusy()) {
			return;
		}
		String owner = (v.held() != null || !t.workInside) ? v.owner() : null;
		if (!quiet && this.timing.drain() > 0) {
			t.notice(Notice.DRAIN_TIMED_OUT);
		}
		t.workInside = false;
		t.telling = false;
		if (owner != null) {
			t.phase = new Releasing(owner, t.now.nanos(), endOf(v), v.leave());
		}
		else {
			leave(t, v.leave());
		}
	}

	private void keep(Turn t, Leaving v) {
		t.wakeAt(v.leave().until());
		Held held = v.held();
		if (held != null && held.hasEnded(t.now)) {
			t.phase = v.renewed(null, v.nextRenewal());
		}
		else if (held != null) {
			this.leader.renewIfDue(t, held, v.nextRenewal());
		}
	}

	/**
	 * Until when a release is of use: the lease ends by itself soon after this process
	 * believes it to.
	 */
	private long endOf(Leaving v) {
		long until = v.leave().until();
		Held held = v.held();
		long end = (held != null) ? held.deadline() + this.timing.margin() : until;
		return (end - until < 0) ? end : until;
	}

	/**
	 * Releases the lease, again and again while that fails and is of use.
	 */
	void act(Turn t, Releasing r) {
		if (t.isBusy()) {
			return;
		}
		if (t.now.reached(r.nextAttempt())) {
			t.call(this.requests.release(r.owner()));
		}
		else {
			t.wakeAt(r.nextAttempt());
		}
	}

	void released(Turn t, Releasing r) {
		leave(t, r.leave());
	}

	void failed(Turn t, Releasing r, ErrorKind kind) {
		long next = t.now.nanos() + this.timing.retry();
		if (HOPELESS.contains(kind) || next - r.until() >= 0) {
			leave(t, r.leave());
		}
		else {
			t.phase = new Releasing(r.owner(), next, r.until(), r.leave());
		}
	}

	private static void leave(Turn t, Leave leave) {
		if (!leave.stop()) {
			t.phase = Following.at(t.now).pausedUntil(t.now.nanos() + Timing.RESIGNATION_PAUSE);
		}
		else {
			t.phase = new Idle();
			t.trouble = Trouble.NONE;
			t.leader = null;
		}
	}

	void replied(Turn t, Leaving v, LeaseRequest call, Moment sent, LeaseReply reply) {
		if (call instanceof LeaseRequest.Renew) {
			renewed(t, v, sent, reply);
		}
		else if (call instanceof LeaseRequest.Acquire && reply.code() != LeaseReply.Code.GRANTED) {
			t.phase = v.without();
		}
	}

	private void renewed(Turn t, Leaving v, Moment sent, LeaseReply reply) {
		Held held = v.held();
		switch (reply.code()) {
			case RENEWED, READOPTED -> {
				if (held != null) {
					t.phase = v.renewed(held.renewed(sent, this.timing), this.timing.nextRenewal(sent, t.chance));
				}
			}
			case LATE -> {
				t.phase = v.renewed(held, t.now.nanos() + this.timing.retry());
			}
			default -> {
				t.phase = v.without();
			}
		}
	}

	void failed(Turn t, Leaving v, LeaseRequest call, ErrorKind kind) {
		if (kind == ErrorKind.FOREIGN_DATA
				|| (call instanceof LeaseRequest.Acquire && !FollowerRules.mayHaveTakenEffect(kind))) {
			t.phase = v.without();
		}
		else {
			t.phase = v.renewed(v.held(), t.now.nanos() + this.timing.retry());
		}
	}

}
