/**
 * Kinds of faults.
 */
@NullMarked
package io.github.leaderkit.chaos.family;

import org.jspecify.annotations.NullMarked;
