/**
 * Makes methods that carry {@link io.github.leaderkit.LeaderScheduled} schedules of their
 * elections. {@code ScheduledBeans} finds them when all singletons are there, and adds
 * them to the {@link io.github.leaderkit.LeaderSchedules} before the elections contend.
 * Before that, {@code ScheduledMethodChecks} refuses methods that could not be run, and
 * {@code ScheduleTexts} reads what the annotation says. A {@code MethodTask} runs the
 * method.
 *
 * <p>
 * Internal: public types are so for the auto-configuration, and may change in any
 * version.
 */
@NullMarked
package io.github.leaderkit.scheduled;

import org.jspecify.annotations.NullMarked;
