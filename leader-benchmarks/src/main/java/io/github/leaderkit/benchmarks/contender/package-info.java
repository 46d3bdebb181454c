/**
 * What contends, and the process that it does so in.
 */
@NullMarked
package io.github.leaderkit.benchmarks.contender;

import org.jspecify.annotations.NullMarked;
