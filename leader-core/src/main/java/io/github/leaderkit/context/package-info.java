/**
 * Elections in a Spring application context: they start and stop with it, publish their
 * events to it, and start and stop the beans that run only while this instance leads.
 *
 * <p>
 * Internal: public types are so for the auto-configuration, and may change in any
 * version.
 */
@NullMarked
package io.github.leaderkit.context;

import org.jspecify.annotations.NullMarked;
