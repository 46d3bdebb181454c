/**
 * The lease that this process holds, and the guarded work that it lets in meanwhile. What
 * a guarded method calls is in here. Begins with
 * {@link io.github.leaderkit.engine.lease.LeaseCell}.
 *
 * <p>
 * Internal: public types are so for the engine's other packages, and may change in any
 * version.
 */
@NullMarked
package io.github.leaderkit.engine.lease;

import org.jspecify.annotations.NullMarked;
