package io.github.leaderkit.chaos;

import io.github.leaderkit.chaos.check.Verdict;

/**
 * What became of a session.
 *
 * @param session the session
 * @param faults how many faults were done
 * @param verdict what the histories say
 */
record SessionResult(Session session, int faults, Verdict verdict) {

	/**
	 * Whether all that is claimed was kept.
	 */
	boolean isGood() {
		if (this.session.isClaimedSafe()) {
			return this.verdict.isClean();
		}
		return !this.verdict.isBrokenBesidesOverlap()
				&& this.verdict.longestOverlapMillis() <= this.session.overlapLimit();
	}

}
