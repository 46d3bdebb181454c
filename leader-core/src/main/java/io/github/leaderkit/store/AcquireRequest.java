package io.github.leaderkit.store;

/**
 * An attempt to become the leader.
 *
 * @param key the key of the election
 * @param instance identifies this start of the election: 32 hexadecimal digits
 * @param attempt number of the attempt. It grows with each, so that no owner is ever used
 * twice and a later attempt may supersede an earlier one of the same instance whose
 * outcome is unknown.
 * @param ttl duration of the lease, in milliseconds
 * @param notAfter the latest time, on the clock of the store in milliseconds, at which
 * the request may take effect; later it is {@link LeaseReply.Code#LATE}
 * @param minTerm the highest term this process has seen: a record with a lower one has
 * gone back, and is quarantined
 * @param minExpiry the latest expiry this process has seen for that term
 * @param rebase whether the clock of the store was seen to jump forward, so that a
 * running lease is to be counted anew
 * @param strict whether only a record that was watched unchanged may be taken over
 * @param earned the {@linkplain LeaseReply#signature() signature} of the record that this
 * process has watched unchanged for a hold time, or empty
 * @param hold how long a quarantine lasts at least, in milliseconds
 * @param takeoverDelay how long after its expiry a lease is still not granted to another,
 * in milliseconds
 * @param info who asks, for people
 */
public record AcquireRequest(String key, String instance, long attempt, long ttl, long notAfter, long minTerm,
		long minExpiry, boolean rebase, boolean strict, String earned, long hold, long takeoverDelay, String info) {

	/**
	 * The owner that the record names if the request is granted.
	 * @return instance and attempt
	 */
	public String owner() {
		return this.instance + "#" + this.attempt;
	}

}
