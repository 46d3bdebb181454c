/**
 * Decides and drives elections: a pure state machine, the driver that carries out what it
 * decides, and the runtime that owns clocks, threads and the store. Knows nothing of
 * Spring.
 *
 * <p>
 * {@link io.github.leaderkit.engine.ElectionRuntime} and the types that it uses are
 * internal. They are public for the tests' runtime, which is a module of its own.
 */
@NullMarked
package io.github.leaderkit.engine;

import org.jspecify.annotations.NullMarked;
