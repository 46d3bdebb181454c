package io.github.leaderkit.engine.decision;

import io.github.leaderkit.engine.decision.Phase.Following;
import io.github.leaderkit.store.LeaseReply;

/**
 * Decides whether a follower lets others go first when the lease is free: those of lower
 * ranks, and all others if its process leads its share. It looks, waits for a while, and
 * takes the lease if nobody else has.
 */
final class DeferenceRules {

	/**
	 * How many times in a row the lease is left to others who do not keep it. Without a
	 * limit, an instance that is granted the lease again and again, but always learns of
	 * that too late and releases it, would keep this candidate from it for ever.
	 */
	private static final int MAX_DEFERRALS = 3;

	private DeferenceRules() {
	}

	private static long deference(TransitionDraft draft) {
		if (!draft.mayLead) {
			return 0;
		}
		return draft.timing.deference() + (draft.surroundings.quotaReached() ? Timing.DEFERENCE_STEP : 0);
	}

	/**
	 * Whether it has to look first, since it has not let others go first yet.
	 */
	static boolean hasToLookFirst(TransitionDraft draft, Following following) {
		return following.deferrals() == 0 && deference(draft) > 0;
	}

	/**
	 * Whether it lets others go first once more, since its process still leads its share.
	 * Elections that asked and were not granted the lease no longer count.
	 */
	static boolean defersAgain(TransitionDraft draft, Following following) {
		return draft.mayLead && draft.surroundings.quotaReached() && following.deferrals() > 0
				&& following.deferrals() < MAX_DEFERRALS;
	}

	static Following deferAgain(TransitionDraft draft, Following following) {
		return following.next(draft.now.nanos() + Timing.DEFERENCE_STEP).deferrals(following.deferrals() + 1);
	}

	/**
	 * The next attempt for a lease that is free, or may be.
	 */
	static Following attempt(TransitionDraft draft, Following following) {
		long deference = deference(draft);
		if (deference == 0 || following.deferrals() == MAX_DEFERRALS) {
			return following.next(draft.now.nanos());
		}
		return following.next(draft.now.nanos() + deference).deferrals(following.deferrals() + 1);
	}

	/**
	 * After a look at a lease that is free, or may be. A candidate that has waited, and
	 * looked only to read the clock, does not wait again.
	 */
	static Following afterLook(TransitionDraft draft, Following following) {
		boolean waited = following.deferrals() > 0 && draft.now.reached(following.nextAttempt());
		return waited ? following.next(draft.now.nanos()) : attempt(draft, following);
	}

	/**
	 * After a look at a lease that lasts: the deferrals start anew, unless it is not
	 * known yet whether its holder keeps it.
	 */
	static Following afterSeeing(TransitionDraft draft, Following following, LeaseReply reply) {
		return (!reply.hasLeader() || draft.knownBefore.hasSeen(reply.holder())) ? following.deferrals(0) : following;
	}

}
