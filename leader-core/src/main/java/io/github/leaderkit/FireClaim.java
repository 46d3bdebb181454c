package io.github.leaderkit;

import java.util.concurrent.CompletionStage;

/**
 * The right to do something once, claimed by hand: for work that something else triggers
 * and whose time it knows, such as a job of Quartz, or that is to be done once per
 * version. Made by {@link LeaderElection#claim(String, long)}.
 *
 * <p>
 * Of all claims of one name, only those with rising numbers succeed, on whatever
 * instances: each number is claimed at most once. That it was claimed does not mean that
 * the work has been done: its instance may have died. Nothing is caught up. While the
 * name is {@linkplain LeaderSchedules#pause paused}, nobody gets a claim of it.
 *
 * <pre class="code">
 * FireClaim claim = election.claim("import", time);
 * if (claim.start().toCompletableFuture().join()) {
 *     try (claim) {
 *         runImport();
 *     }
 * }
 * </pre>
 *
 * <p>
 * Thread-safe.
 */
public interface FireClaim extends AutoCloseable {

	/**
	 * Asks for the claim, if this instance leads. From success until {@link #close()} it
	 * counts as guarded work, which a leader that resigns or stops waits for, for up to
	 * its {@code drain-timeout}.
	 * @return completes with whether it is claimed and this instance still leads;
	 * exceptionally with a {@code LeaseStoreException} if Redis does not say so in time,
	 * or with an {@link IllegalArgumentException} if the name is that of a schedule.
	 * After the former, call this again: it is the same claim, and succeeds if it has
	 * succeeded before. If you do not, it may have been claimed for nobody
	 */
	CompletionStage<Boolean> start();

	/**
	 * The leadership under which it is claimed.
	 * @return the leadership, which may have ended since
	 * @throws IllegalStateException if it is not claimed
	 */
	Leadership leadership();

	/**
	 * Notes that the work has failed, for people who look at the status of the schedule.
	 * Call it before {@link #close()}.
	 */
	void fail();

	/**
	 * Ends the work, and has the end recorded; does not wait for that. A claim that is
	 * closed is over: {@link #start()} completes with {@code false} from then on, also
	 * one that is under way. Further calls have no effect.
	 */
	@Override
	void close();

}
