package io.github.leaderkit.schedule;

/**
 * What a leader knows when it decides on a schedule.
 *
 * @param now the time on the clock of the store
 * @param term its own term
 * @param granted when it was granted the lease, on the clock of the store
 * @param doubt the time before which the store may have forgotten claims, {@code 0} if
 * there is none
 * @param runs whether a run of this schedule goes on in its process, of whatever term. It
 * goes on until its end is recorded, or until that was given up
 */
record Situation(long now, long term, long granted, long doubt, boolean runs) {
}
