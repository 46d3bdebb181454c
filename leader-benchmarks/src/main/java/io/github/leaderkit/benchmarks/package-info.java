/**
 * Measures elections beside others that do the same.
 */
@NullMarked
package io.github.leaderkit.benchmarks;

import org.jspecify.annotations.NullMarked;
