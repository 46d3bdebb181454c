package io.github.leaderkit.simulation;

/**
 * Guarded work that is inside.
 *
 * @param term the leadership that let it in
 * @param seen what it read of the unfenced set when it began
 */
record Work(long term, int seen) {
}
