/**
 * What a guarded call costs; compiled in the profile <code>benchmarks</code> only.
 */
@NullMarked
package io.github.leaderkit.benchmarks.guard;

import org.jspecify.annotations.NullMarked;
