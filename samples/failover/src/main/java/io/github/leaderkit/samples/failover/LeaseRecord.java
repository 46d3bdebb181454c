package io.github.leaderkit.samples.failover;

/**
 * The lease of an election as Redis shows it.
 *
 * @param term the term of who holds it
 * @param end when it ends, in epoch milliseconds of the server
 */
record LeaseRecord(long term, long end) {
}
