/**
 * Leases in Redis. But for the fence in Redis, the only package that speaks to it.
 */
@NullMarked
package io.github.leaderkit.store.redis;

import org.jspecify.annotations.NullMarked;
