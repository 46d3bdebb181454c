/**
 * The port between elections and the place where the lease lives: what may be asked of a
 * store and what it answers.
 */
@NullMarked
package io.github.leaderkit.store;

import org.jspecify.annotations.NullMarked;
