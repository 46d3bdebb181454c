package io.github.leaderkit.store;

/**
 * A renewal of a lease by its owner.
 *
 * @param key the key of the election
 * @param owner the owner that was granted the lease
 * @param term the term of the leadership
 * @param ttl duration of the lease from now on, in milliseconds
 * @param notAfter the latest time, on the clock of the store in milliseconds, at which
 * the request may take effect
 * @param info who leads, for people
 */
public record RenewRequest(String key, String owner, long term, long ttl, long notAfter, String info) {
}
