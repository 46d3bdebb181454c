/**
 * Health of leader election.
 */
@NullMarked
package io.github.leaderkit.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
