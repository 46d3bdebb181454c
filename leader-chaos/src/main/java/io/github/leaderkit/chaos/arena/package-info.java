/**
 * A Redis with its workers, and the means to disturb them.
 */
@NullMarked
package io.github.leaderkit.chaos.arena;

import org.jspecify.annotations.NullMarked;
