/**
 * ShedLock's locks on the election: for an application that keeps {@code @SchedulerLock}.
 */
@NullMarked
package io.github.leaderkit.shedlock;

import org.jspecify.annotations.NullMarked;
