/**
 * Metrics and observations of leader election.
 */
@NullMarked
package io.github.leaderkit.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
