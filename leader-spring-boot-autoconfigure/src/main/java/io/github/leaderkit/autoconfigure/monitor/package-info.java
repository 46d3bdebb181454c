/**
 * What a leader sees of its schedules from time to time, for health and metrics.
 *
 * <p>
 * Internal: public types are so for other packages, and may change in any version.
 */
@NullMarked
package io.github.leaderkit.autoconfigure.monitor;

import org.jspecify.annotations.NullMarked;
