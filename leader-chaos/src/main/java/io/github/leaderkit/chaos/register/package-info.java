/**
 * The resource that guarded work changes: it refuses old terms, and has a twin that does
 * not.
 */
@NullMarked
package io.github.leaderkit.chaos.register;

import org.jspecify.annotations.NullMarked;
