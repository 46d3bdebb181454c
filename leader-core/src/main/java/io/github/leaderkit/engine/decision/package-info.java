/**
 * Decides what an election does next, as a function of its state, what surrounds it, an
 * input, time and chance. There is no clock, no thread, no store and no log in here.
 * Begins with {@link io.github.leaderkit.engine.decision.ElectionStateMachine}.
 *
 * <p>
 * Internal: public types are so for the engine's other packages, and may change in any
 * version.
 */
@NullMarked
package io.github.leaderkit.engine.decision;

import org.jspecify.annotations.NullMarked;
