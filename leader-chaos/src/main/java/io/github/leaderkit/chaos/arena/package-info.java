/**
 * A Redis with its workers, and the means to hurt them.
 */
@NullMarked
package io.github.leaderkit.chaos.arena;

import org.jspecify.annotations.NullMarked;
