/**
 * What is measured.
 */
@NullMarked
package io.github.leaderkit.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
