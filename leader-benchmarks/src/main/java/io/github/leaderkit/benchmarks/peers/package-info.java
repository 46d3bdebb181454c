/**
 * Other libraries as contenders; compiled in the profile <code>benchmarks</code> only.
 */
@NullMarked
package io.github.leaderkit.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
