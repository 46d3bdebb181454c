/**
 * Three processes, one leader, and what happens to it.
 */
@NullMarked
package io.github.leaderkit.samples.failover;

import org.jspecify.annotations.NullMarked;
