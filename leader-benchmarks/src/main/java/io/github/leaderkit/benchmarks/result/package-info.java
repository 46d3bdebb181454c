/**
 * Figures, and the bars that they are held against.
 */
@NullMarked
package io.github.leaderkit.benchmarks.result;

import org.jspecify.annotations.NullMarked;
