/**
 * Real Redis servers for tests.
 */
@NullMarked
package io.github.leaderkit.testing;

import org.jspecify.annotations.NullMarked;
