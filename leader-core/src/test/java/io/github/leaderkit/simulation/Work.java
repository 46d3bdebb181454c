package io.github.leaderkit.simulation;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Guarded work that is inside.
 *
 * @param term the leadership that let it in
 * @param seen what it read of the unfenced set when it began
 * @param cancelled whether it was told to end
 */
record Work(long term, int seen, AtomicBoolean cancelled) {
}
