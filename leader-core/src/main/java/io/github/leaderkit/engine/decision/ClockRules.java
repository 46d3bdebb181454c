package io.github.leaderkit.engine.decision;

import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseRequest;

/**
 * What a reply tells of the store's clock, whatever the election does at that moment: the
 * reading that comes with it would hide from the next look that the clock jumped.
 */
final class ClockRules {

	private final Timing timing;

	ClockRules(Timing timing) {
		this.timing = timing;
	}

	void learn(Turn t, LeaseRequest call, LeaseReply reply, ServerClock reading) {
		switch (reply.code()) {
			case LATE, FOREIGN -> untold(t, call, reading);
			case GRANTED, RENEWED -> {
				t.memory = t.memory.withRebase(false);
			}
			default -> {
				if (call instanceof LeaseRequest.Peek) {
					looked(t, reply, reading);
				}
				else if (call instanceof LeaseRequest.Acquire && reply.code() == LeaseReply.Code.HELD) {
					t.memory = t.memory.withRebase(false);
				}
			}
		}
	}

	/**
	 * A reply that tells nothing of the record. If there may have been a jump, a
	 * candidate looks at the record first, and a leader goes on with the reading and
	 * counts leases anew should it lose its own.
	 */
	private void untold(Turn t, LeaseRequest call, ServerClock reading) {
		if (hasJumped(t, reading)) {
			jumped(t);
		}
		else if (mayHaveJumped(t, reading)) {
			t.memory = (call instanceof LeaseRequest.Renew) ? t.memory.withRebase(true) : t.memory.withoutClock();
		}
	}

	/**
	 * A look is the only command that takes effect however far the clock of the store has
	 * jumped. If it cannot be told whether it has, the lease of another is respected
	 * until it was watched for a hold time. If the clock went back, only an attempt can
	 * shorten the lease accordingly.
	 */
	private void looked(Turn t, LeaseReply reply, ServerClock reading) {
		boolean doubtful = t.memory.watched().doubtful();
		if (hasJumped(t, reading)) {
			jumped(t);
		}
		else if (!wentBack(reply) && mayHaveJumped(t, reading)) {
			doubtful = true;
		}
		t.memory = t.memory.withDoubt(doubtful && isOthers(t, reply));
	}

	private static boolean hasJumped(Turn t, ServerClock reading) {
		ServerClock before = t.remembered.clock();
		return before != null && before.jumpedUntil(reading);
	}

	private boolean mayHaveJumped(Turn t, ServerClock reading) {
		return t.remembered.mayHaveMissedAJump(reading, t.memory.margin(this.timing), this.timing);
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
