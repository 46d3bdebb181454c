/**
 * Leases in Redis. But for the fence, no other package sends commands to Redis. Begins
 * with {@link io.github.leaderkit.store.redis.RedisLeaseStore}: a {@code ScriptCall} is
 * what it sends for a request, a {@code LeaseScript} what Redis runs.
 */
@NullMarked
package io.github.leaderkit.store.redis;

import org.jspecify.annotations.NullMarked;
