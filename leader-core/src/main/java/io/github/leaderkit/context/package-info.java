/**
 * Elections in a Spring application context: they start and stop with it and publish
 * their events to it.
 */
@NullMarked
package io.github.leaderkit.context;

import org.jspecify.annotations.NullMarked;
