package io.github.leaderkit.engine.decision;

import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseRequest;

/**
 * Decides from each reply, in every phase, whether the store's clock has jumped. A later
 * look would not show that any more, since the reply brings a new reading to compare
 * with.
 */
final class ClockRules {

	private ClockRules() {
	}

	static void learn(TransitionDraft draft, LeaseRequest call, LeaseReply reply, ServerClock reading) {
		switch (reply.code()) {
			case LATE, FOREIGN -> learnFromReading(draft, call, reading);
			case GRANTED, RENEWED -> {
				draft.known = draft.known.withRebase(false);
			}
			default -> {
				if (call instanceof LeaseRequest.Peek) {
					learnFromLook(draft, reply, reading);
				}
				else if (call instanceof LeaseRequest.Acquire && reply.code() == LeaseReply.Code.HELD) {
					draft.known = draft.known.withRebase(false);
				}
			}
		}
	}

	/**
	 * A reply that shows the clock and nothing of the record. If there may have been a
	 * jump, a candidate looks at the record first, and a leader goes on with the reading
	 * and counts leases anew should it lose its own.
	 */
	private static void learnFromReading(TransitionDraft draft, LeaseRequest call, ServerClock reading) {
		if (hasJumped(draft, reading)) {
			jumped(draft);
		}
		else if (mayHaveJumped(draft, reading)) {
			draft.known = (call instanceof LeaseRequest.Renew) ? draft.known.withRebase(true)
					: draft.known.withoutClock();
		}
	}

	/**
	 * A look is the only command that takes effect however far the clock of the store has
	 * jumped. If it is not known whether it has, the lease of another is respected until
	 * it was watched for a hold time. If the clock went back, only an attempt can shorten
	 * the lease accordingly.
	 */
	private static void learnFromLook(TransitionDraft draft, LeaseReply reply, ServerClock reading) {
		boolean doubtful = draft.known.watched().doubtful();
		if (hasJumped(draft, reading)) {
			jumped(draft);
		}
		else if (!wentBack(reply) && mayHaveJumped(draft, reading)) {
			doubtful = true;
		}
		draft.known = draft.known.withDoubt(doubtful && isOthers(draft, reply));
	}

	private static boolean hasJumped(TransitionDraft draft, ServerClock reading) {
		ServerClock before = draft.knownBefore.clock();
		return before != null && before.jumpedUntil(reading);
	}

	private static boolean mayHaveJumped(TransitionDraft draft, ServerClock reading) {
		return draft.knownBefore.mayHaveMissedAJump(reading, draft.known.margin(draft.timing), draft.timing);
	}

	private static void jumped(TransitionDraft draft) {
		if (!draft.known.rebase()) {
			draft.known = draft.known.withRebase(true);
			draft.incident(Incident.CLOCK_JUMPED);
		}
	}

	static boolean isOthers(TransitionDraft draft, LeaseReply reply) {
		return !reply.holder().isEmpty() && !isOwn(draft, reply);
	}

	static boolean isOwn(TransitionDraft draft, LeaseReply reply) {
		return reply.holder().startsWith(draft.instance + "#");
	}

	static boolean wentBack(LeaseReply reply) {
		return reply.expiry() - reply.serverTime() > reply.ttl();
	}

}
