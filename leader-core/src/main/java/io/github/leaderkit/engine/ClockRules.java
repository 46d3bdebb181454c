package io.github.leaderkit.engine;

import io.github.leaderkit.store.LeaseReply;

/**
 * What a reply tells of the store's clock, whatever the election does at that moment: the
 * reading that comes with it would hide from the next look that the clock jumped.
 */
final class ClockRules {

	private final Timing timing;

	ClockRules(Timing timing) {
		this.timing = timing;
	}

	void learn(Turn t, StoreCall call, Moment sent, LeaseReply reply) {
		switch (reply.code()) {
			case LATE -> late(t, call, sent);
			case GRANTED, RENEWED -> {
				t.memory = t.memory.withRebase(false);
			}
			default -> {
				if (call instanceof StoreCall.Peek) {
					looked(t, reply);
				}
				else if (call instanceof StoreCall.Acquire && reply.code() == LeaseReply.Code.HELD) {
					t.memory = t.memory.withRebase(false);
				}
			}
		}
	}

	/**
	 * A call that came late although the reply was prompt shows a jump. If it was slow,
	 * there may have been one: a candidate looks at the record first, a leader goes on
	 * with the reading and counts leases anew should it lose its own.
	 */
	private void late(Turn t, StoreCall call, Moment sent) {
		if (t.now.nanos() - sent.nanos() < this.timing.command()) {
			jumped(t);
		}
		else if (call instanceof StoreCall.Acquire) {
			t.memory = t.memory.withoutClock();
		}
		else {
			t.memory = t.memory.withRebase(true);
		}
	}

	/**
	 * A look is the only command that takes effect however far the clock of the store has
	 * jumped. If nothing was heard for so long that this cannot be told, the lease of
	 * another is respected until it was watched for a hold time. If the clock went back,
	 * only an attempt can shorten the lease accordingly.
	 */
	private void looked(Turn t, LeaseReply reply) {
		ServerClock before = t.remembered.clock();
		ServerClock reading = t.memory.clock();
		if (before != null && reading != null && before.jumpedUntil(reading)) {
			jumped(t);
		}
		if (isOthers(t, reply) && !wentBack(reply) && t.remembered.mayHaveMissedAJump(t.now.nanos(), this.timing)) {
			t.memory = t.memory.withDoubt();
		}
	}

	private static void jumped(Turn t) {
		if (!t.memory.rebase()) {
			t.memory = t.memory.withRebase(true);
			t.notice(Notice.CLOCK_JUMPED);
		}
	}

	static boolean isOthers(Turn t, LeaseReply reply) {
		return !reply.holder().isEmpty() && !isOwn(t, reply);
	}

	static boolean isOwn(Turn t, LeaseReply reply) {
		return reply.holder().startsWith(t.instance + "#");
	}

	static boolean wentBack(LeaseReply reply) {
		return reply.expiry() - reply.serverTime() > reply.ttl();
	}

}
