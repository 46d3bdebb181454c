package io.github.leaderkit.engine.decision;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.engine.decision.Phase.Following;
import io.github.leaderkit.engine.decision.Phase.Held;
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

	private final Requests requests;

	private final DeferenceRules deference;

	FollowerRules(ElectionSettings settings, Timing timing, Requests requests) {
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
	void act(Turn t, Following f) {
		if (t.isBusy()) {
			return;
		}
		if (f.heardOf() > t.memory.term() && t.memory.clock() != null) {
			t.phase = f.heardOf(0);
			t.call(this.requests.peek());
		}
		else if (t.workInside && !t.now.reached(t.workGate)) {
			t.wakeAt(t.workGate);
		}
		else if (t.workInside) {
			t.workInside = false;
			t.notice(Notice.WORK_OVERRAN);
			contend(t, f.unreleased(null));
		}
		else {
			contend(t, f);
		}
	}

	private void contend(Turn t, Following f) {
		t.phase = f;
		if (f.unreleased() != null) {
			t.phase = f.unreleased(null);
			t.call(this.requests.release(f.unreleased()));
		}
		else if (!t.now.reached(f.nextAttempt())) {
			t.wakeAt(f.nextAttempt());
		}
		else if (this.deference.goesOn(t, f)) {
			Following further = this.deference.further(t, f);
			t.phase = further;
			t.wakeAt(further.nextAttempt());
		}
		else {
			attempt(t, f);
		}
	}

	/**
	 * Who lets others go first has to see first that the lease is free.
	 */
	private void attempt(Turn t, Following f) {
		ServerClock clock = t.memory.clock();
		boolean defers = this.deference.isToCome(t, f);
		if (!t.mayLead || defers || clock == null || clock.isTooVague(t.now.nanos(), this.timing)) {
			t.call(this.requests.peek());
			return;
		}
		t.attempt++;
		t.call(this.requests.acquire(t, clock));
	}

	void replied(Turn t, Following f, LeaseRequest call, Moment sent, LeaseReply reply) {
		if (call instanceof LeaseRequest.Peek) {
			learn(t, reply);
			peeked(t, f, reply);
		}
		else if (call instanceof LeaseRequest.Acquire acquire) {
			acquired(t, f, acquire, sent, reply);
		}
	}

	private void peeked(Turn t, Following f, LeaseReply reply) {
		if (ClockRules.isOthers(t, reply) && !ClockRules.wentBack(reply) && reply.remaining() > 0) {
			long delay = reply.hasLeader() ? this.timing.takeoverDelayMillis() : 0;
			schedule(t, DeferenceRules.afterSeeing(t, f, reply), reply.remaining() + delay);
		}
		else if (t.trouble.failures() == 0 || t.now.reached(f.nextAttempt())) {
			t.phase = t.mayLead ? this.deference.afterLook(t, f) : f.next(t.now.nanos() + this.timing.pause());
		}
	}

	private void acquired(Turn t, Following f, LeaseRequest.Acquire call, Moment sent, LeaseReply reply) {
		switch (reply.code()) {
			case GRANTED -> {
				if (t.mayLead) {
					granted(t, call, sent, reply);
				}
				else {
					t.leader = null;
					t.phase = f.next(t.now.nanos() + this.timing.pause()).unreleased(call.owner());
				}
			}
			case LATE -> {
				t.trouble = t.trouble.cameLate();
				t.phase = f.next(t.now.nanos() + t.trouble.lateBackOff(this.timing, t.chance));
			}
			default -> {
				if (reply.holder().equals("~" + call.owner())) {
					t.notice(Notice.QUARANTINED);
				}
				learn(t, reply);
				schedule(t, DeferenceRules.afterSeeing(t, f, reply), reply.remaining());
			}
		}
	}

	private void granted(Turn t, LeaseRequest.Acquire call, Moment sent, LeaseReply reply) {
		Held held = Held.from(call.owner(), reply.term(), sent, this.timing);
		t.phase = new Leading(held, this.timing.nextRenewal(sent, t.chance));
		t.workInside = false;
		t.open(held);
		t.leaderIs(this.requests.self(held.sinceMillis(), held.term()));
	}

	/**
	 * It may lead from now on, and looks whether the lease is free.
	 */
	void admitted(Turn t, Following f) {
		if (t.trouble.failures() == 0) {
			t.phase = isAsking(t) ? f.wake() : this.deference.attempt(t, f);
		}
	}

	void failed(Turn t, Following f, LeaseRequest call, LeaseStoreException failure) {
		if (call instanceof LeaseRequest.Acquire acquire && mayHaveTakenEffect(failure.kind())) {
			long next = t.now.nanos() + t.trouble.backOff(this.timing, t.chance);
			t.phase = f.next(next).unreleased(acquire.owner());
		}
		else if (!(call instanceof LeaseRequest.Release)) {
			String unreleased = (failure.kind() == ErrorKind.FOREIGN_DATA) ? null : f.unreleased();
			t.phase = f.next(t.now.nanos() + t.trouble.backOff(this.timing, t.chance)).unreleased(unreleased);
		}
	}

	static boolean mayHaveTakenEffect(ErrorKind kind) {
		return kind == ErrorKind.UNREACHABLE || kind == ErrorKind.UNKNOWN || kind == ErrorKind.NOT_REPLICATED;
	}

	/**
	 * Takes a message for what it is, a hint. That something was released cuts no
	 * back-off short: it may have been this election's own attempt.
	 */
	void signalled(Turn t, Following f, LeaseSignal signal) {
		switch (signal.kind()) {
			case RELEASED, SUBSCRIBED -> {
				if (signal.kind() == LeaseSignal.Kind.RELEASED && t.leader != null
						&& t.leader.term() <= signal.term()) {
					t.leader = null;
				}
				if (signal.kind() == LeaseSignal.Kind.SUBSCRIBED || t.trouble.failures() == 0) {
					t.phase = isAsking(t) ? f.wake() : this.deference.attempt(t, f);
				}
			}
			case GRANTED -> {
				if (signal.term() > t.memory.term()) {
					t.phase = f.heardOf(signal.term());
				}
			}
			case REVOKED -> {
			}
		}
	}

	private static boolean isAsking(Turn t) {
		return t.inFlight instanceof LeaseRequest.Acquire || t.inFlight instanceof LeaseRequest.Peek;
	}

	private void learn(Turn t, LeaseReply reply) {
		if (reply.hasLeader() && !ClockRules.isOwn(t, reply) && reply.expiry() > reply.serverTime()) {
			t.leaderIs(LeaderInfoFormat.parse(reply));
		}
		else {
			t.leader = null;
		}
	}

	private void schedule(Turn t, Following f, long remainingMillis) {
		long now = t.now.nanos();
		if (f.woken()) {
			t.phase = this.deference.attempt(t, f);
			return;
		}
		long delay = (remainingMillis + 1) * Timing.MILLI;
		if (this.strict || t.memory.watched().doubtful()) {
			delay = Math.max(delay, t.memory.earnedAt(this.timing.ttlMillis()) - now);
		}
		t.phase = f.next(now + Math.min(delay, this.timing.pause()));
	}

}
