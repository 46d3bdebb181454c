/**
 * Lets only the leader run the methods that carry {@link io.github.leaderkit.LeaderOnly}.
 * Each call comes to the {@code LeaderOnlyInterceptor}. The {@code Guard} of the method
 * asks the {@code Entrance}, and runs the method, skips it or throws. At the start, the
 * {@code LeaderOnlyValidator} refuses beans that this would not guard.
 *
 * <p>
 * Internal: public types are so for the auto-configuration, and may change in any
 * version.
 */
@NullMarked
package io.github.leaderkit.guard;

import org.jspecify.annotations.NullMarked;
