package io.github.leaderkit.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import io.github.leaderkit.chaos.check.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What became of a session.
 *
 * @param session the session
 * @param verdict what the histories say
 * @param errors what its workers have logged as errors
 * @param failure what ended it before its time, if something did
 */
record SessionResult(Session session, Verdict verdict, List<String> errors, @Nullable Exception failure) {

	/**
	 * Judges the histories of a session.
	 */
	static SessionResult of(Session session, Path directory, @Nullable Exception failure) throws IOException {
		return new SessionResult(session, Verdict.on(directory), WorkerLogs.errors(directory), failure);
	}

	/**
	 * Whether all that is claimed was kept, and something was seen at all.
	 */
	boolean isGood() {
		if (this.failure != null || this.verdict.isEmpty()) {
			return false;
		}
		if (this.session.isClaimedSafe()) {
			return this.verdict.isClean();
		}
		return !this.verdict.isBrokenBesidesOverlap()
				&& this.verdict.longestOverlapMillis() <= this.session.overlapLimit();
	}

}
