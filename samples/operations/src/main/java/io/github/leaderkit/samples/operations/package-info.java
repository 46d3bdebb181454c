/**
 * What operators see and may do.
 */
@NullMarked
package io.github.leaderkit.samples.operations;

import org.jspecify.annotations.NullMarked;
