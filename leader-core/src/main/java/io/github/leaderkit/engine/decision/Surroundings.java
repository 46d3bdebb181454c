package io.github.leaderkit.engine.decision;

/**
 * What an election finds around it when it decides, beside its own state.
 *
 * @param desired what the application wants
 * @param quotaReached whether this process leads as many other elections as it should, so
 * that others go first
 * @param openTerm the term of the leadership that readers see, {@code 0} if they see none
 * @param workInside whether guarded work of the last leadership still runs
 * @param demotionPending whether a demotion is still to be published
 */
public record Surroundings(DesiredState desired, boolean quotaReached, long openTerm, boolean workInside,
		boolean demotionPending) {
}
