/**
 * Measures elections of this library beside those of others.
 */
@NullMarked
package io.github.leaderkit.benchmarks;

import org.jspecify.annotations.NullMarked;
