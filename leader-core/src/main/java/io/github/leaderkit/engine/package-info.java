/**
 * Decides and drives elections: a pure state machine, the driver that carries out what it
 * decides, and the runtime that owns clocks, threads and the store. Knows nothing of
 * Spring.
 */
@NullMarked
package io.github.leaderkit.engine;

import org.jspecify.annotations.NullMarked;
