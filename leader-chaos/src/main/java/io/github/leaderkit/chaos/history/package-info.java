/**
 * What processes saw, in files that outlive them.
 */
@NullMarked
package io.github.leaderkit.chaos.history;

import org.jspecify.annotations.NullMarked;
