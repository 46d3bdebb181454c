package io.github.leaderkit.engine;

import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.engine.Phase.Following;
import io.github.leaderkit.engine.Phase.Held;
import io.github.leaderkit.engine.Phase.Idle;
import io.github.leaderkit.engine.Phase.Leave;
import io.github.leaderkit.engine.Phase.Leaving;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseRequest;

/**
 * What an election does that resigns or stops, from the end of its leadership, if it had
 * one, to the release.
 */
final class LeavingRules {

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
	 * or their time is over; then releases it. A lease that was lost is not given away
	 * while work runs that believed in it.
	 */
	void act(Turn t, Leaving v) {
		boolean quiet = !t.telling && !t.workInside;
		if (!quiet && !t.now.reached(v.leave().until())) {
			keep(t, v);
		}
		else if (!t.isBusy()) {
			if (v.owner() != null && (v.held() != null || !t.workInside)) {
				t.phase = v.without();
				t.call(this.requests.release(v.owner()));
			}
			else {
				finish(t, v.leave(), quiet);
			}
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

	private void finish(Turn t, Leave leave, boolean quiet) {
		if (!quiet && this.timing.drain() > 0) {
			t.notice(Notice.DRAIN_TIMED_OUT);
		}
		t.workInside = false;
		t.telling = false;
		t.left();
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
