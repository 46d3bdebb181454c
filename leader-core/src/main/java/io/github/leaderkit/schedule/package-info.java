/**
 * Decides when a schedule of an election fires, and what becomes of fires that nobody
 * claimed or ended. All of it is a function of what the record holds and of the time on
 * the clock of the store. There is no clock, no thread, no store and no log in here.
 * Begins with {@code FireRules}.
 *
 * <p>
 * A <em>fire</em> is one planned time of one schedule. A <em>claim</em> is the right to
 * run it.
 *
 * <p>
 * Internal, and not API: it may change in any version.
 */
@NullMarked
package io.github.leaderkit.schedule;

import org.jspecify.annotations.NullMarked;
