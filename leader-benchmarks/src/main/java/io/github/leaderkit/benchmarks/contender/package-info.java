/**
 * The contenders, and the process in which they contend.
 */
@NullMarked
package io.github.leaderkit.benchmarks.contender;

import org.jspecify.annotations.NullMarked;
