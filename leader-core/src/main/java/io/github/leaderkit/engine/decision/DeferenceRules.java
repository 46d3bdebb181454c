package io.github.leaderkit.engine.decision;

import io.github.leaderkit.engine.decision.Phase.Following;
import io.github.leaderkit.store.LeaseReply;

/**
 * How a follower lets others go first when the lease is free: those of lower ranks, and
 * if its process leads its share, all. It looks, waits for a while, and takes the lease
 * if nobody else has.
 */
final class DeferenceRules {

	/**
	 * So many times in a row the lease is left to others who do not keep it. Else one
	 * that is granted it again and again, and has to give it back each time since it
	 * hears of it too late, would keep this candidate from it for ever.
	 */
	private static final int MOST = 3;

	private final Timing timing;

	DeferenceRules(Timing timing) {
		this.timing = timing;
	}

	private long deference(Turn t) {
		if (!t.mayLead) {
			return 0;
		}
		return this.timing.deference() + (t.surroundings.saturated() ? Timing.DEFERENCE_STEP : 0);
	}

	/**
	 * Whether it has to look first, since it has not let others go first yet.
	 */
	boolean isToCome(Turn t, Following f) {
		return f.deferrals() == 0 && deference(t) > 0;
	}

	/**
	 * Whether it goes on to let others go first, since its process still leads its share:
	 * it may have waited together with those who did not get what they asked for.
	 */
	boolean goesOn(Turn t, Following f) {
		return t.mayLead && t.surroundings.saturated() && f.deferrals() > 0 && f.deferrals() < MOST;
	}

	Following further(Turn t, Following f) {
		return f.next(t.now.nanos() + Timing.DEFERENCE_STEP).deferrals(f.deferrals() + 1);
	}

	/**
	 * The next attempt for a lease that is free, or may be.
	 */
	Following attempt(Turn t, Following f) {
		long deference = deference(t);
		if (deference == 0 || f.deferrals() == MOST) {
			return f.next(t.now.nanos());
		}
		return f.next(t.now.nanos() + deference).deferrals(f.deferrals() + 1);
	}

	/**
	 * After a look at a lease that is free, or may be. Who has waited and looked only to
	 * read the clock does not wait again.
	 */
	Following afterLook(Turn t, Following f) {
		boolean waited = f.deferrals() > 0 && t.now.reached(f.nextAttempt());
		return waited ? f.next(t.now.nanos()) : attempt(t, f);
	}

	/**
	 * After a look at a lease that lasts. It was left to others, unless it is one of whom
	 * it is not known yet whether it keeps it.
	 */
	static Following afterSeeing(Turn t, Following f, LeaseReply reply) {
		return (!reply.hasLeader() || t.remembered.hasSeen(reply.holder())) ? f.deferrals(0) : f;
	}

}
