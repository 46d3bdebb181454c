/**
 * A Redis, the processes that contend on it, and what they cost.
 */
@NullMarked
package io.github.leaderkit.benchmarks.arena;

import org.jspecify.annotations.NullMarked;
