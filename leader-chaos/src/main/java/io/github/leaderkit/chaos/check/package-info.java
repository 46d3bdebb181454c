/**
 * Judges what processes saw.
 */
@NullMarked
package io.github.leaderkit.chaos.check;

import org.jspecify.annotations.NullMarked;
