package io.github.leaderkit.store;

/**
 * The release of a lease by its owner.
 *
 * @param key the key of the election
 * @param owner the owner that was granted the lease, or may have been
 * @param retention how long the store keeps the record, in milliseconds; {@code 0} for
 * ever
 */
public record ReleaseRequest(String key, String owner, long retention) {
}
