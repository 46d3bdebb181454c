package io.github.leaderkit.benchmarks.arena;

/**
 * A promotion.
 *
 * @param process where it was
 * @param at when its user was called, in nanoseconds since 1970
 */
public record Promotion(ContenderProcess process, long at) {
}
