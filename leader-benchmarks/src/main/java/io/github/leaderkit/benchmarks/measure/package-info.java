/**
 * The measurements, one class for each.
 */
@NullMarked
package io.github.leaderkit.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
