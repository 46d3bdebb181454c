/**
 * The clocks, the threads and the calls on the store, behind one interface, so that a
 * simulation can bring its own. Begins with
 * {@link io.github.leaderkit.engine.runtime.ElectionRuntime}.
 *
 * <p>
 * Internal: public types are so for the engine's other packages, and may change in any
 * version.
 */
@NullMarked
package io.github.leaderkit.engine.runtime;

import org.jspecify.annotations.NullMarked;
