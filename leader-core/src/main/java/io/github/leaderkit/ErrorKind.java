package io.github.leaderkit;

/**
 * What kept an election from doing its work, by what helps against it.
 */
public enum ErrorKind {

	/**
	 * Redis did not answer in time or could not be reached. What was asked of it may have
	 * happened or may still happen. Retried.
	 */
	UNREACHABLE,

	/**
	 * Redis answers but is not ready: it loads its data, runs a script, or its cluster is
	 * being changed. Retried.
	 */
	BUSY,

	/**
	 * The node that was asked is a replica and takes no writes, as after a failover.
	 * Retried on a new connection.
	 */
	READ_ONLY,

	/**
	 * Redis refuses writes: it cannot persist, lacks replicas, or is out of memory.
	 * Retried; someone should look at Redis.
	 */
	WRITES_REFUSED,

	/**
	 * Redis granted or renewed the lease, but fewer replicas acknowledged it in time than
	 * are to be waited for, so it does not count: a lease that was granted is released
	 * again, one that was renewed ends when it would have ended. Retried; someone should
	 * look at the replicas.
	 */
	NOT_REPLICATED,

	/**
	 * The credentials are wrong or lack a permission. Retried every few seconds; someone
	 * must correct them. While connecting, the driver may lose the reason of a refusal:
	 * the first attempt is then {@link #UNREACHABLE}, and the next one shows it.
	 */
	DENIED,

	/**
	 * The key of the election holds something that this library did not write. It is
	 * never overwritten or deleted; someone must choose another key or remove it.
	 */
	FOREIGN_DATA,

	/**
	 * Anything else. Retried.
	 */
	UNKNOWN

}
