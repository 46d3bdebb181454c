/**
 * Lets only the leader run the methods that say {@link io.github.leaderkit.LeaderOnly}:
 * an advisor of Spring AOP and the check at start-up that it can keep its word.
 *
 * <p>
 * Internal: public types are so for the auto-configuration, and may change in any
 * version.
 */
@NullMarked
package io.github.leaderkit.guard;

import org.jspecify.annotations.NullMarked;
