/**
 * Elections in a Spring application context: they start and stop with it and publish
 * their events to it.
 *
 * <p>
 * Internal: public types are so for the auto-configuration, and may change in any
 * version.
 */
@NullMarked
package io.github.leaderkit.context;

import org.jspecify.annotations.NullMarked;
