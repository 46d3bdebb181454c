package io.github.leaderkit;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The leader, as read from Redis.
 *
 * @param leader the leader, or {@code null} if nobody leads
 * @param term the term of the record, that of the last leader if nobody leads, {@code 0}
 * if there is no record
 * @param expiresIn how long from then on no other instance gets the lease, zero if it is
 * free
 * @param at when it was read, on this machine's wall clock
 */
public record LeaderSighting(@Nullable LeaderInfo leader, long term, Duration expiresIn, Instant at) {
}
