package io.github.leaderkit.engine.decision;

/**
 * What an election finds around it when it decides, beside its own state.
 *
 * @param wishes what the application wants
 * @param saturated whether this process leads as many other elections as it should, so
 * that others go first
 * @param openTerm the term of the leadership that readers see, {@code 0} if they see none
 * @param workInside whether guarded work of the last leadership still runs
 * @param telling whether listeners have still to hear of a demotion
 */
public record Surroundings(Wishes wishes, boolean saturated, long openTerm, boolean workInside, boolean telling) {
}
